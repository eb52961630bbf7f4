package dev.luna;

import dev.luna.api.ServiceResource;
import dev.luna.api.TaskEventsResource;
import dev.luna.config.Config;
import dev.luna.db.Database;
import dev.luna.http.Audit;
import dev.luna.http.BodyLimits;
import dev.luna.http.Failures;
import dev.luna.http.Handler;
import dev.luna.http.Kernel;
import dev.luna.http.RequestIds;
import dev.luna.http.Resource;
import dev.luna.http.Specification;
import dev.luna.http.Upload;
import dev.luna.http.Web;
import dev.luna.imagestore.ImageStore;
import dev.luna.monitoring.Health;
import dev.luna.sysinfo.Versions;
import dev.luna.tasks.TaskEventStore;
import dev.luna.web.DocumentationResource;
import dev.luna.web.Manual;
import dev.luna.web.Pages;
import dev.luna.web.frame.Views;
import dev.luna.web.system.SystemPage;
import io.micrometer.core.instrument.FunctionCounter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What is served: both APIs, the panel, and what a node without them tells of itself. */
final class Site {
  private final Config config;
  private final Surroundings world;
  private final Database requests;
  private final Api.Parts parts;
  private final Watch watch;
  private final Views views = new Views();

  /**
   * @param requests the pool that answers people
   */
  Site(Config config, Surroundings world, Database requests, Api.Parts parts, Watch watch) {
    this.config = config;
    this.world = world;
    this.requests = requests;
    this.parts = parts;
    this.watch = watch;
  }

  /**
   * Begins to answer.
   *
   * @throws Server.StartException if the files for TLS cannot be used
   */
  Web open(Specification specification, Health health, Opened opened) {
    var api = new Api(config, world, requests, parts);
    var audit = api.audit(requests);
    FunctionCounter.builder("audit_entries_lost", audit, Audit::lost)
        .description("Counter of changes that stand in the log only")
        .register(watch.metrics().registry());
    var streams =
        new TaskEventsResource(
            new TaskEventStore(requests),
            config.http().maxStreams(),
            Duration.ofSeconds(config.http().streamTime()));
    var resources = new ArrayList<Resource>();
    @Nullable Handler versionPage = null;
    if (config.tasks().role().servesApi()) {
      resources.add(streams);
      resources.addAll(api.resources());
      var system = systemPage(health);
      resources.add(system);
      versionPage = system::page;
      resources.addAll(panel(specification, health, api, audit));
    }
    resources.add(
        new ServiceResource(
            config,
            health,
            watch.plugins(),
            watch.metrics(),
            parts.data().licence()::warnings,
            versionPage));
    var web = opened.add(listen(specification, resources, audit));
    // Closed before the server, which would wait for them.
    var _ = opened.add(streams);
    return web;
  }

  private SystemPage systemPage(Health health) {
    return new SystemPage(
        views,
        new SystemPage.Parts(
            new Versions(config, parts.data().extractor()),
            health,
            watch.plugins(),
            watch.statistics()::months),
        config);
  }

  private List<Resource> panel(Specification specification, Health health, Api api, Audit audit) {
    var login = parts.login();
    var data = parts.data();
    var resources = new ArrayList<Resource>();
    resources.add(
        new DocumentationResource(views, specification, Ahead.onDemand(Manual::load)::get));
    resources.addAll(
        Pages.all(
            views,
            new Pages.Door(login.operations, login.sessions, login.authorization),
            new Pages.Data(requests, data.images(), api.descriptors(), audit),
            new Pages.Condition(
                health,
                data.licence()::warnings,
                () -> data.contents().map(ImageStore::free).orElseGet(OptionalLong::empty)),
            new Pages.Rules(specification, parts.tasking().schedules(), world.clock())));
    return resources;
  }

  private Web listen(Specification specification, List<Resource> resources, Audit audit) {
    var limits =
        new BodyLimits(
            config.http().maxBodySize(),
            config.imageStore().maxImageSize(),
            Upload.prepareDirectory(
                config.storage().dataDir().resolve("uploads"), world.clock().instant()));
    var kernel =
        new Kernel(
            specification,
            parts.login().authorization,
            new Kernel.Manners(
                new RequestIds(world.clock(), world.ids()),
                limits,
                new Failures(config.tasks().role().servesApi() ? views : null)),
            watch.requests());
    var routes =
        resources.stream()
            .flatMap(resource -> resource.routes().stream())
            .map(audit::watch)
            .toList();
    try {
      return Web.start(config.http(), limits, kernel, routes);
    } catch (IllegalArgumentException e) {
      throw new Server.StartException(
          "HTTP.TLS_CERTIFICATE and HTTP.TLS_KEY cannot be used: " + e.getMessage());
    }
  }
}
