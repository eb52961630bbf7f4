package dev.luna;

import dev.luna.accounts.AccountStore;
import dev.luna.accounts.Accounts;
import dev.luna.accounts.AttemptStore;
import dev.luna.accounts.Attempts;
import dev.luna.accounts.Authenticator;
import dev.luna.accounts.Passwords;
import dev.luna.accounts.SessionStore;
import dev.luna.accounts.Sessions;
import dev.luna.api.AccountsResource;
import dev.luna.api.AttributesResource;
import dev.luna.api.AuditResource;
import dev.luna.api.DescriptorsResource;
import dev.luna.api.EventsResource;
import dev.luna.api.FaceListsResource;
import dev.luna.api.FacesResource;
import dev.luna.api.HoldsResource;
import dev.luna.api.ListsResource;
import dev.luna.api.LoginResource;
import dev.luna.api.NotificationsResource;
import dev.luna.api.SamplesResource;
import dev.luna.api.ScheduleTimesResource;
import dev.luna.api.SchedulesResource;
import dev.luna.api.SearchResource;
import dev.luna.api.ServiceResource;
import dev.luna.api.SystemInfoResource;
import dev.luna.api.TaskCreationResource;
import dev.luna.api.TaskErrorsResource;
import dev.luna.api.TaskEventsResource;
import dev.luna.api.TaskProgressResource;
import dev.luna.api.TaskResultsResource;
import dev.luna.api.TasksResource;
import dev.luna.audit.AuditPartitionStore;
import dev.luna.audit.AuditStore;
import dev.luna.check.Check;
import dev.luna.config.Config;
import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.db.DatabaseHost;
import dev.luna.db.Signals;
import dev.luna.descriptors.CoverageStore;
import dev.luna.descriptors.DefaultVersionStore;
import dev.luna.descriptors.DefaultVersions;
import dev.luna.events.EventPartitionStore;
import dev.luna.events.EventStore;
import dev.luna.events.Events;
import dev.luna.extraction.Extractor;
import dev.luna.faces.FaceStore;
import dev.luna.faces.Faces;
import dev.luna.faces.ListStore;
import dev.luna.holds.HoldStore;
import dev.luna.http.Audit;
import dev.luna.http.Authorization;
import dev.luna.http.BodyLimits;
import dev.luna.http.Failures;
import dev.luna.http.Idempotency;
import dev.luna.http.Kernel;
import dev.luna.http.RequestIds;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.http.Specification;
import dev.luna.http.Upload;
import dev.luna.http.Web;
import dev.luna.images.Images;
import dev.luna.images.Leftovers;
import dev.luna.images.StoredImageStore;
import dev.luna.imagestore.ImageStore;
import dev.luna.imagestore.ImageStoreException;
import dev.luna.imagestore.ImageStores;
import dev.luna.imagestore.KnownImages;
import dev.luna.imagestore.Pictures;
import dev.luna.licence.Licence;
import dev.luna.monitoring.BacklogMetrics;
import dev.luna.monitoring.BacklogStore;
import dev.luna.monitoring.Health;
import dev.luna.monitoring.Metrics;
import dev.luna.monitoring.RequestLog;
import dev.luna.monitoring.WorkMetrics;
import dev.luna.monitoring.influx.Influx;
import dev.luna.outbound.GuardedClient;
import dev.luna.plugins.Plugins;
import dev.luna.secrets.KnownKeyStore;
import dev.luna.secrets.Vault;
import dev.luna.signing.InstallationKey;
import dev.luna.signing.SigningKey;
import dev.luna.signing.SigningKeyStore;
import dev.luna.statistics.Statistics;
import dev.luna.sysinfo.Section;
import dev.luna.sysinfo.SettingStore;
import dev.luna.sysinfo.StoredSettings;
import dev.luna.sysinfo.SystemInfo;
import dev.luna.sysinfo.Versions;
import dev.luna.tasks.ProgressStore;
import dev.luna.tasks.ResultStore;
import dev.luna.tasks.Results;
import dev.luna.tasks.TaskEventStore;
import dev.luna.tasks.TaskStore;
import dev.luna.tasks.TaskStores;
import dev.luna.tasks.engine.Duty;
import dev.luna.tasks.engine.Engine;
import dev.luna.tasks.engine.Kinds;
import dev.luna.tasks.engine.Tasks;
import dev.luna.tasks.engine.WorkListener;
import dev.luna.tasks.engine.WorkQueue;
import dev.luna.tasks.engine.Workshop;
import dev.luna.tasks.kinds.TaskKinds;
import dev.luna.tasks.kinds.extraction.ExtractKind;
import dev.luna.tasks.kinds.extraction.FailureStore;
import dev.luna.tasks.notifications.Deliverer;
import dev.luna.tasks.notifications.NotificationStore;
import dev.luna.tasks.notifications.Notifications;
import dev.luna.tasks.notifications.Outbox;
import dev.luna.tasks.notifications.Policies;
import dev.luna.tasks.notifications.Retries;
import dev.luna.tasks.notifications.Sender;
import dev.luna.tasks.schedules.ScheduleStore;
import dev.luna.tasks.schedules.Schedules;
import dev.luna.web.DocumentationResource;
import dev.luna.web.Manual;
import dev.luna.web.Pages;
import dev.luna.web.frame.Views;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole service, built by hand: what is opened here is closed in reverse. */
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private static final Duration HEALTH_TIME = Duration.ofSeconds(5);
  private static final Duration REPORT_TIME = Duration.ofSeconds(3);
  private static final int RESULTS_AT_ONCE = 100;
  private static final int EVENTS_AT_ONCE = 10_000;
  private static final int FAILURES_AT_ONCE = 1000;
  private static final Duration EVENTS_KEPT = Duration.ofDays(1);
  private final Config config;
  private final Surroundings world;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final List<String> notices = new ArrayList<>();
  private int port;

  private Server(Config config, Surroundings world) {
    this.config = config;
    this.world = world;
  }

  /**
   * Starts the service and returns when it answers.
   *
   * @throws StartException if it must not, or cannot, start; nothing stays open
   */
  public static Server start(Config config, Surroundings world) {
    var server = new Server(config, world);
    try {
      server.build();
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** Why the service does not start, in words for the operator. */
  public static final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartException(String message) {
      super(message);
    }
  }

  /** Where it answers. */
  public URI address() {
    String scheme = config.http().isTls() ? "https" : "http";
    return URI.create("%s://%s:%d".formatted(scheme, config.http().host(), port));
  }

  /** What the operator should know before the first request. */
  public List<String> notices() {
    return List.copyOf(notices);
  }

  /** Stops in order: requests and chunks that run get to their end. */
  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        LOG.warn("a part did not close, the others are closed all the same", e);
      }
    }
  }

  private void build() {
    refuseStarvation();
    // The database starts while the specification is read and what does not need it is made.
    var starting = Ahead.of(() -> DatabaseHost.own(config));
    opened.push(() -> starting.made().ifPresent(DatabaseHost::close));
    var specification = Ahead.of(Specification::load);
    var metrics = open(new Metrics());
    var client = open(new GuardedClient(config.outbound()));
    var host = starting.get();
    var bounds = config.database();
    var requests = pool(host, "requests", bounds.poolSize(), bounds.statementTimeout());
    // Logging in has connections of its own, so that slow requests do not take the door with them.
    var door = pool(host, "login", Math.min(4, bounds.poolSize()), bounds.statementTimeout());
    var work = pool(host, "work", bounds.workPoolSize(), 0);
    work.migrate();
    var login = new Login(door);
    var first = Ahead.of(login::prepareFirst);
    var partitions = Ahead.of(() -> makePartitionsAhead(work));

    var contents = imageStore();
    var statistics =
        open(new Statistics(config.statistics(), work, world.clock(), world.ids().get()).start());
    var images =
        new Images(
            requests,
            contents,
            pictures(),
            world.clock(),
            (picture, time) -> statistics.loaded(picture.width(), picture.height(), time));

    List.of(requests, door, work).forEach(metrics::watch);
    var audit = audit(requests);
    FunctionCounter.builder("audit_entries_lost", audit, Audit::lost)
        .description("Counter of changes that stand in the log only")
        .register(metrics.registry());
    var influx = influx(metrics);
    var plugins = open(Plugins.start(config.plugins().directory()));
    var counters = new Counters(requests);
    var licence = licence(counters);
    var extractor = open(statistics.counting(world.extractors().apply(config)));
    var kinds =
        TaskKinds.all(
            work,
            new Leftovers(work, contents, client, world.clock()),
            new ExtractKind.Tools(
                extractor,
                new DefaultVersions(
                    new DefaultVersionStore(work), config.descriptors(), world.clock()),
                contents,
                config.tasks().subtaskSize()),
            world.clock());
    var outbound = new Outbound(work, client);
    var workshop =
        new Workshop(
            work,
            TaskStores.on(work),
            new Kinds(kinds),
            new WorkQueue(work, world.clock()),
            outbound.outbox,
            world.clock());
    var schedules =
        new Schedules(
            work, new Tasks(workshop, config.tasks().taskParallelism()), ZoneId.systemDefault());
    var parts = new ArrayList<Health.Part>();
    parts.add(new Health.Part("Database", true, requests::check));
    parts.add(new Health.Part("Image store", false, images::check));
    parts.add(new Health.Part("Extraction", false, extractor::check));
    parts.add(
        new Health.Part(
            "Licence",
            false,
            () ->
                licence
                    .problem()
                    .ifPresent(problem -> {
                      throw new Health.Trouble(problem);
                    })));
    influx.ifPresent(open -> parts.add(new Health.Part("InfluxDB", false, open::check)));
    var views = new Views();
    var resources = new ArrayList<Resource>();
    var streams =
        new TaskEventsResource(
            new TaskEventStore(requests),
            config.http().maxStreams(),
            Duration.ofSeconds(config.http().streamTime()));
    if (config.tasks().role().servesApi()) {
      resources.add(streams);
      resources.addAll(admin(requests, counters, login, workshop, outbound, contents, extractor));
      resources.addAll(platform(requests, images, licence));
      var runs = new ScheduleStore(requests);
      resources.add(new SchedulesResource(schedules, runs, audit(work), outbound.policies));
      resources.add(new ScheduleTimesResource(schedules, runs));
      var sections =
          Section.all(
              new Versions(config, extractor),
              counters,
              settings(requests),
              licence,
              statistics::months);
      resources.add(
          new SystemInfoResource(
              new SystemInfo(sections, installationKey(requests, outbound), REPORT_TIME)));
      resources.add(
          new DocumentationResource(views, specification.get(), Ahead.onDemand(Manual::load)::get));
    }
    first.get().ifPresent(notices::add);
    var _ = partitions.get();
    var types = workshop.kinds().types();
    var _ = open(new BacklogMetrics(new BacklogStore(work), metrics.registry(), types));
    var workMetrics = new WorkMetrics(metrics.registry(), types);
    if (config.tasks().role().runsTasks()) {
      var tools =
          new Engine.Tools(
              requests,
              new Results(workshop.stores().results(), contents),
              duties(
                  work,
                  login,
                  contents,
                  outbound,
                  List.of(
                      Duty.every("run-schedules", Duration.ofMillis(500), schedules::tick),
                      Duty.every("sweep-schedule-runs", Duration.ofHours(1), schedules::sweep),
                      Duty.every("watch-licence", Duration.ofHours(1), licence::log),
                      Duty.every("sweep-statistics", Duration.ofHours(1), statistics::sweep))),
              WorkListener.all(Stream.concat(Stream.of(workMetrics), influx.stream()).toList()));
      startEngine(workshop, host, tools);
      var deliverer = outbound.startDeliveries(workMetrics::called);
      parts.add(new Health.Part("Callback delivery", false, deliverer::check));
    }
    var health = new Health(parts, HEALTH_TIME);
    if (config.tasks().role().servesApi()) {
      resources.addAll(
          Pages.all(
              views,
              new Pages.Door(login.operations, login.sessions, login.authorization),
              new Pages.Data(requests, images, health, audit),
              new Pages.Rules(specification.get(), world.clock())));
    }
    resources.add(new ServiceResource(config, health, plugins, metrics, licence::warnings));
    var limits =
        new BodyLimits(
            config.http().maxBodySize(),
            config.imageStore().maxImageSize(),
            Upload.prepareDirectory(
                config.storage().dataDir().resolve("uploads"), world.clock().instant()));
    var listeners = new ArrayList<>(List.of(metrics, statistics, new RequestLog(), plugins));
    influx.ifPresent(listeners::add);
    var kernel =
        new Kernel(
            specification.get(),
            login.authorization,
            new Kernel.Manners(
                new RequestIds(world.clock(), world.ids()),
                limits,
                new Failures(config.tasks().role().servesApi() ? views : null)),
            listeners);
    var routes =
        resources.stream()
            .flatMap(resource -> resource.routes().stream())
            .map(audit::watch)
            .toList();
    port = open(listen(limits, kernel, routes)).port();
    // Closed before the server, which would wait for them.
    var _ = open(streams);
  }

  private Web listen(BodyLimits limits, Kernel kernel, List<Route> routes) {
    try {
      return Web.start(config.http(), limits, kernel, routes);
    } catch (IllegalArgumentException e) {
      throw new StartException(
          "HTTP.TLS_CERTIFICATE and HTTP.TLS_KEY cannot be used: " + e.getMessage());
    }
  }

  private Optional<Influx> influx(Metrics metrics) {
    if (!config.influxMonitoring().sendDataForMonitoring().isSet()) {
      return Optional.empty();
    }
    var influx = open(new Influx(config.influxMonitoring(), world.clock()));
    FunctionCounter.builder("influx_points_written", influx, Influx::written)
        .description("Counter of points that InfluxDB took")
        .register(metrics.registry());
    FunctionCounter.builder("influx_points_dropped", influx, Influx::dropped)
        .description("Counter of points that were dropped since InfluxDB did not take them")
        .register(metrics.registry());
    Gauge.builder("influx_points_waiting", influx, Influx::waiting)
        .description("Points that wait to be sent to InfluxDB")
        .register(metrics.registry());
    return Optional.of(influx);
  }

  private StoredSettings settings(Database database) {
    var settings = new StoredSettings(config, new SettingStore(database));
    settings.record(world.clock().instant());
    return settings;
  }

  private Supplier<SigningKey> installationKey(Database database, Outbound outbound) {
    return new InstallationKey(
            new SigningKeyStore(database), outbound.vault, world.clock(), world.random())
        ::get;
  }

  private Licence licence(Counters counters) {
    try {
      return Licence.open(
          config.licence().file(config.storage()),
          config.licence().publicKey(),
          counters,
          world.clock());
    } catch (IllegalArgumentException e) {
      throw new StartException("LICENCE.PUBLIC_KEY: " + e.getMessage());
    }
  }

  /** Each running subtask needs a connection, and so do the signs of life of all of them. */
  private void refuseStarvation() {
    int needed = config.tasks().parallelSubtasks() + 6;
    if (config.database().workPoolSize() < needed) {
      throw new StartException(
          "DATABASE.WORK_POOL_SIZE has to be at least %d for TASKS.PARALLEL_SUBTASKS %d"
              .formatted(needed, config.tasks().parallelSubtasks()));
    }
  }

  private List<Resource> admin(
      Database requests,
      Counters counters,
      Login login,
      Workshop workshop,
      Outbound outbound,
      Optional<ImageStore> contents,
      Extractor extractor) {
    var stores = TaskStores.on(requests);
    var tasks = new Tasks(workshop, config.tasks().taskParallelism());
    var accounts = new AccountStore(requests);
    var lists = new ListStore(requests);
    var accountsResource =
        new AccountsResource(
            accounts, login.operations, counters, audit(login.database), world.ids());
    return List.of(
        new LoginResource(login.operations, login.sessions, audit(login.database)),
        accountsResource,
        new ListsResource(lists),
        new SearchResource(
            accountsResource, accounts, lists, new FaceStore(requests), new EventStore(requests)),
        new DescriptorsResource(
            new CoverageStore(requests),
            new DefaultVersions(
                new DefaultVersionStore(requests), config.descriptors(), world.clock()),
            extractor,
            audit(requests)),
        new HoldsResource(
            new HoldStore(requests),
            lists,
            new FaceStore(requests),
            audit(requests),
            world.clock()),
        new AuditResource(new AuditStore(requests)),
        new TasksResource(tasks, stores, audit(workshop.database())),
        new TaskCreationResource(
            tasks,
            workshop.stores().tasks(),
            audit(workshop.database()),
            outbound.policies,
            workshop.kinds().types()),
        new NotificationsResource(outbound.notifications(), stores.tasks()),
        new TaskErrorsResource(stores),
        new TaskProgressResource(stores.tasks(), new ProgressStore(requests), world.clock()),
        new TaskResultsResource(stores, new Results(stores.results(), contents), world.clock()));
  }

  private List<Resource> platform(Database requests, Images images, Licence licence) {
    var idempotency = new Idempotency(requests, world.clock());
    KnownImages known = new StoredImageStore(requests)::existing;
    var faces = new Faces(requests, known, licence::refuseAttributes);
    var events = new Events(requests, known, world.clock());
    var faceStore = new FaceStore(requests);
    return List.of(
        new FaceListsResource(
            new ListStore(requests), faces, idempotency, world.ids(), world.clock()),
        new FacesResource(faceStore, faces, idempotency, world.ids(), world.clock()),
        new AttributesResource(faceStore, faces, idempotency, world.ids(), world.clock()),
        new SamplesResource(images, idempotency, world.ids()),
        new EventsResource(
            new EventStore(requests), events, idempotency, world.ids(), world.clock()));
  }

  private Audit audit(Database database) {
    return new Audit(database, config.audit(), world.clock(), world.ids());
  }

  private Optional<ImageStore> imageStore() {
    try {
      var store = ImageStores.open(config.imageStore(), config.storage().dataDir(), world.clock());
      store.ifPresent(opened::push);
      return store;
    } catch (ImageStoreException e) {
      throw new StartException(String.valueOf(e.getMessage()));
    }
  }

  private int makePartitionsAhead(Database work) {
    try {
      return new EventPartitionStore(work).ensureAhead(world.clock().instant())
          + new AuditPartitionStore(work).ensureAhead(world.clock().instant());
    } catch (RuntimeException e) {
      if (!Database.isTransient(e)) {
        throw e;
      }
      LOG.warn(
          "partitions of the next weeks and months could not be made now, a duty makes them later",
          e);
      return 0;
    }
  }

  private Pictures pictures() {
    return new Pictures(
        config.imageStore().maxImagePixels(), Runtime.getRuntime().availableProcessors());
  }

  private List<Duty> duties(
      Database work,
      Login login,
      Optional<ImageStore> contents,
      Outbound outbound,
      List<Duty> more) {
    var images = new Images(work, contents, pictures(), world.clock());
    var partitions = new EventPartitionStore(work);
    var duties = new ArrayList<>(more);
    duties.add(Duty.every("fold-counters", Duration.ofSeconds(1), new Counters(work)::fold));
    duties.add(Duty.every("sweep-sessions", Duration.ofMinutes(5), login.sessions::sweep));
    duties.add(Duty.every("sweep-attempts", Duration.ofMinutes(5), login.attempts::sweep));
    duties.add(Duty.every("sweep-images", Duration.ofMinutes(1), images::sweepExpired));
    var results = new ResultStore(work);
    duties.add(
        Duty.every(
            "sweep-results",
            Duration.ofMinutes(1),
            () -> results.sweep(world.clock().instant(), RESULTS_AT_ONCE)));
    var progress = new ProgressStore(work);
    duties.add(
        Duty.every(
            "sample-progress",
            Duration.ofSeconds(5),
            () -> progress.sample(world.clock().instant())));
    var events = new TaskEventStore(work);
    duties.add(
        Duty.every(
            "sweep-task-events",
            Duration.ofMinutes(1),
            () -> events.sweep(EVENTS_KEPT, EVENTS_AT_ONCE)));
    duties.add(Duty.every("sweep-receivers", Duration.ofMinutes(1), outbound::sweep));
    duties.add(Duty.every("remove-blobs", Duration.ofSeconds(5), images::removeBlobs));
    duties.add(
        Duty.every(
            "sweep-replies", Duration.ofMinutes(5), new Idempotency(work, world.clock())::sweep));
    var failures = new FailureStore(work);
    duties.add(
        Duty.every(
            "sweep-extraction-failures",
            Duration.ofHours(1),
            () -> failures.sweep(FAILURES_AT_ONCE)));
    duties.add(
        Duty.every(
            "partitions-ahead",
            Duration.ofHours(1),
            () -> partitions.ensureAhead(world.clock().instant())));
    var months = new AuditPartitionStore(work);
    duties.add(
        Duty.every(
            "audit-months",
            Duration.ofHours(1),
            () ->
                months.ensureAhead(world.clock().instant())
                    + months.sweep(world.clock().instant(), config.audit().months())));
    if (config.checks().nightly()) {
      var check = new Check(work, contents, world.clock());
      duties.add(Duty.daily("check", config.checks().hour(), check::tick));
    }
    return duties;
  }

  private void startEngine(Workshop workshop, DatabaseHost host, Engine.Tools tools) {
    var node =
        new Engine.Node(
            "%s-%s".formatted(hostName(), world.ids().get()),
            world.ids(),
            Duration.ofSeconds(config.http().shutdownGracePeriod()));
    var engine = open(new Engine(workshop, config.tasks(), node, tools));
    engine.start();
    var _ = open(new Signals(host.address(), engine::wake));
  }

  private Database pool(DatabaseHost host, String name, int size, int statementMillis) {
    return open(
        Database.open(
            host.address(),
            new Database.Bounds(name, size, config.database().poolTimeout(), statementMillis)));
  }

  private <T extends AutoCloseable> T open(T part) {
    opened.push(part);
    return part;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "node";
    }
  }

  /** All that tells others of tasks. */
  private final class Outbound {
    private static final int SWEPT_AT_ONCE = 1000;

    final Vault vault;
    final Policies policies;
    final Outbox outbox;
    private final Database database;
    private final NotificationStore store;
    private final Sender sender;

    Outbound(Database work, GuardedClient client) {
      vault = vault(work);
      var settings = config.notifications();
      database = work;
      store = new NotificationStore(work);
      policies = new Policies(vault, client);
      sender = new Sender(client, vault, settings.telegramUrl(), world.clock(), world.ids());
      outbox =
          new Outbox(
              store,
              new TaskStore(work),
              Retries.of(settings).patience(),
              settings.publicUrl(),
              world.ids());
    }

    Notifications notifications() {
      return new Notifications(
          database,
          new TaskStore(database),
          store,
          policies,
          new Notifications.Way(outbox, sender, Retries.of(config.notifications())));
    }

    Deliverer startDeliveries(Consumer<Sender.Attempt> listener) {
      var deliverer = open(new Deliverer(database, sender, config.notifications(), listener));
      deliverer.start();
      return deliverer;
    }

    int sweep() {
      return store.sweep(SWEPT_AT_ONCE) + store.sweepChats();
    }

    private Vault vault(Database work) {
      var file = config.secrets().keyFile(config.storage());
      try {
        var vault = Vault.open(file);
        if (!new KnownKeyStore(work).join(vault.keyIds())) {
          throw new StartException(
              ("secrets in this database are encrypted with other keys than those of %s: copy the"
                      + " file of another node there, or name it by SECRETS.KEY_FILE; if it is lost,"
                      + " run luna-admin keys forget")
                  .formatted(file));
        }
        return vault;
      } catch (UncheckedIOException e) {
        throw new StartException(String.valueOf(e.getMessage()));
      }
    }
  }

  /** All that has to do with who may come in. */
  private final class Login {
    final Database database;
    final Sessions sessions;
    final Attempts attempts;
    final Accounts operations;
    final Authorization authorization;

    Login(Database door) {
      database = door;
      var store = new AccountStore(door);
      var passwords = new Passwords(config.authorization().hashConcurrency());
      var sessionStore = new SessionStore(door);
      sessions = new Sessions(sessionStore, world.clock(), world.random(), config.authorization());
      attempts =
          new Attempts(
              new AttemptStore(door), world.clock(), config.authorization().freeAttempts());
      operations = new Accounts(door, store, sessionStore, passwords, world.clock());
      authorization =
          new Authorization(
              new Authenticator(
                  store,
                  passwords,
                  sessions,
                  attempts,
                  Duration.ofSeconds(config.authorization().credentialCacheTime())));
    }

    /** What the operator should know of the first account. */
    Optional<String> prepareFirst() {
      String first = config.authorization().firstPassword().reveal();
      if (!operations.prepareFirst(world.ids().get(), first)) {
        return Optional.empty();
      }
      if (!isLoopback()) {
        throw new StartException(
            ("account %s still has the publicly known password, so this service listens on loopback"
                    + " only: set AUTHORIZATION.FIRST_PASSWORD (LUNA_ADMIN_AUTHORIZATION_FIRST_PASSWORD)"
                    + " to a password of your own, or change it on loopback first")
                .formatted(Accounts.FIRST_LOGIN));
      }
      return Optional.of(
          "Log in as %s with the password %s, and change it: it is publicly known."
              .formatted(Accounts.FIRST_LOGIN, Accounts.WELL_KNOWN_PASSWORD));
    }

    private boolean isLoopback() {
      try {
        return InetAddress.getByName(config.http().host()).isLoopbackAddress();
      } catch (UnknownHostException e) {
        throw new StartException("HTTP.HOST %s is unknown".formatted(config.http().host()));
      }
    }
  }
}
