package dev.luna;

import dev.luna.config.Config;
import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.db.DatabaseHost;
import dev.luna.db.Signals;
import dev.luna.descriptors.DefaultVersionStore;
import dev.luna.descriptors.DefaultVersions;
import dev.luna.http.Specification;
import dev.luna.images.Images;
import dev.luna.images.Leftovers;
import dev.luna.imagestore.ImageStore;
import dev.luna.imagestore.ImageStoreException;
import dev.luna.imagestore.ImageStores;
import dev.luna.imagestore.Pictures;
import dev.luna.licence.Licence;
import dev.luna.monitoring.BacklogMetrics;
import dev.luna.monitoring.BacklogStore;
import dev.luna.monitoring.Health;
import dev.luna.monitoring.Metrics;
import dev.luna.monitoring.WorkMetrics;
import dev.luna.outbound.GuardedClient;
import dev.luna.statistics.Statistics;
import dev.luna.tasks.Results;
import dev.luna.tasks.TaskStores;
import dev.luna.tasks.engine.Engine;
import dev.luna.tasks.engine.Kinds;
import dev.luna.tasks.engine.Tasks;
import dev.luna.tasks.engine.WorkListener;
import dev.luna.tasks.engine.WorkQueue;
import dev.luna.tasks.engine.Workshop;
import dev.luna.tasks.kinds.TaskKinds;
import dev.luna.tasks.kinds.extraction.ExtractKind;
import dev.luna.tasks.schedules.Schedules;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The whole service, built by hand. */
public final class Server implements AutoCloseable {
  private static final Duration HEALTH_TIME = Duration.ofSeconds(5);

  private final Config config;
  private final Surroundings world;
  private final Opened opened = new Opened();
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
    opened.close();
  }

  private void build() {
    refuseStarvation();
    // The database starts while the specification is read and what does not need it is made.
    var starting = Ahead.of(() -> DatabaseHost.own(config));
    opened.add(() -> starting.made().ifPresent(DatabaseHost::close));
    var specification = Ahead.of(Specification::load);
    var metrics = opened.add(new Metrics());
    var client = opened.add(new GuardedClient(config.outbound()));
    var host = starting.get();
    var pools = pools(host);
    pools.work().migrate();
    var login = new Login(config, world, pools.door());
    var first = Ahead.of(login::prepareFirst);
    var duties = new Duties(config, world.clock(), pools.work());
    var partitions = Ahead.of(duties::makePartitionsAhead);

    pools.all().forEach(metrics::watch);
    var watch = Watch.open(config, world, opened, metrics, pools.work());
    var data = data(pools, watch.statistics());
    var parts = new Api.Parts(login, tasking(pools.work(), client, data), data);
    first.get().ifPresent(notices::add);
    var _ = partitions.get();

    var watched = watched(pools, watch, data);
    var types = parts.tasking().workshop().kinds().types();
    var _ =
        opened.add(new BacklogMetrics(new BacklogStore(pools.work()), metrics.registry(), types));
    var workMetrics = new WorkMetrics(metrics.registry(), types);
    if (config.tasks().role().runsTasks()) {
      startEngine(host, pools, parts, duties, watch.work(workMetrics));
      var deliverer = opened.add(parts.tasking().outbound().deliverer(workMetrics::called));
      deliverer.start();
      watched.add(new Health.Part("Callback delivery", false, deliverer::check));
    }
    port =
        new Site(config, world, pools.requests(), parts, watch)
            .open(specification.get(), new Health(watched, HEALTH_TIME), opened)
            .port();
  }

  /**
   * Connections for different needs, so that none takes those of another.
   *
   * @param requests answer people
   * @param door lets them in: slow requests do not take it with them
   * @param work is what nobody waits for
   */
  private record Pools(Database requests, Database door, Database work) {
    List<Database> all() {
      return List.of(requests, door, work);
    }
  }

  private Pools pools(DatabaseHost host) {
    var bounds = config.database();
    return new Pools(
        pool(host, "requests", bounds.poolSize(), bounds.statementTimeout()),
        pool(host, "login", Math.min(4, bounds.poolSize()), bounds.statementTimeout()),
        pool(host, "work", bounds.workPoolSize(), 0));
  }

  private Api.Data data(Pools pools, Statistics statistics) {
    var contents = imageStore();
    return new Api.Data(
        contents,
        new Images(
            pools.requests(),
            contents,
            pictures(),
            world.clock(),
            (picture, time) -> statistics.loaded(picture.width(), picture.height(), time)),
        opened.add(statistics.counting(world.extractors().apply(config))),
        licence(new Counters(pools.requests())),
        statistics);
  }

  private Api.Tasking tasking(Database work, GuardedClient client, Api.Data data) {
    var kinds =
        TaskKinds.all(
            work,
            new Leftovers(work, data.contents(), client, world.clock()),
            new ExtractKind.Tools(
                data.extractor(),
                new DefaultVersions(
                    new DefaultVersionStore(work), config.descriptors(), world.clock()),
                data.contents(),
                config.tasks().subtaskSize()),
            world.clock());
    var outbound = new Outbound(config, world, work, client);
    var workshop =
        new Workshop(
            work,
            TaskStores.on(work),
            new Kinds(kinds),
            new WorkQueue(work, world.clock()),
            outbound.outbox,
            world.clock());
    var tasks = new Tasks(workshop, config.tasks().taskParallelism());
    return new Api.Tasking(workshop, outbound, new Schedules(work, tasks, ZoneId.systemDefault()));
  }

  private static List<Health.Part> watched(Pools pools, Watch watch, Api.Data data) {
    var parts = new ArrayList<Health.Part>();
    parts.add(new Health.Part("Database", true, pools.requests()::check));
    parts.add(new Health.Part("Image store", false, data.images()::check));
    parts.add(new Health.Part("Extraction", false, data.extractor()::check));
    parts.add(
        new Health.Part(
            "Licence",
            false,
            () ->
                data.licence()
                    .problem()
                    .ifPresent(problem -> {
                      throw new Health.Trouble(problem);
                    })));
    watch
        .influx()
        .ifPresent(influx -> parts.add(new Health.Part("InfluxDB", false, influx::check)));
    return parts;
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

  private Optional<ImageStore> imageStore() {
    try {
      var store = ImageStores.open(config.imageStore(), config.storage().dataDir(), world.clock());
      store.ifPresent(opened::add);
      return store;
    } catch (ImageStoreException e) {
      throw new StartException(String.valueOf(e.getMessage()));
    }
  }

  private Pictures pictures() {
    return new Pictures(
        config.imageStore().maxImagePixels(), Runtime.getRuntime().availableProcessors());
  }

  private void startEngine(
      DatabaseHost host, Pools pools, Api.Parts parts, Duties duties, WorkListener listener) {
    var workshop = parts.tasking().workshop();
    var contents = parts.data().contents();
    var node =
        new Engine.Node(
            "%s-%s".formatted(hostName(), world.ids().get()),
            world.ids(),
            Duration.ofSeconds(config.http().shutdownGracePeriod()));
    var tools =
        new Engine.Tools(
            pools.requests(),
            new Results(workshop.stores().results(), contents),
            duties.all(parts, new Images(pools.work(), contents, pictures(), world.clock())),
            listener);
    var engine = opened.add(new Engine(workshop, config.tasks(), node, tools));
    engine.start();
    var _ = opened.add(new Signals(host.address(), engine::wake));
  }

  private Database pool(DatabaseHost host, String name, int size, int statementMillis) {
    return opened.add(
        Database.open(
            host.address(),
            new Database.Bounds(name, size, config.database().poolTimeout(), statementMillis)));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "node";
    }
  }
}
