package dev.luna;

import dev.luna.accounts.AccountStore;
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
import dev.luna.api.SystemInfoResource;
import dev.luna.api.TaskCreationResource;
import dev.luna.api.TaskErrorsResource;
import dev.luna.api.TaskProgressResource;
import dev.luna.api.TaskResultsResource;
import dev.luna.api.TasksResource;
import dev.luna.audit.AuditStore;
import dev.luna.config.Config;
import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.descriptors.CoverageStore;
import dev.luna.descriptors.DefaultVersionStore;
import dev.luna.descriptors.DefaultVersions;
import dev.luna.descriptors.DescriptorVersions;
import dev.luna.events.EventStore;
import dev.luna.events.Events;
import dev.luna.extraction.Extractor;
import dev.luna.faces.FaceStore;
import dev.luna.faces.Faces;
import dev.luna.faces.ListStore;
import dev.luna.holds.HoldStore;
import dev.luna.http.Audit;
import dev.luna.http.Idempotency;
import dev.luna.http.Resource;
import dev.luna.images.Images;
import dev.luna.images.StoredImageStore;
import dev.luna.imagestore.ImageStore;
import dev.luna.licence.Licence;
import dev.luna.signing.InstallationKey;
import dev.luna.signing.SigningKeyStore;
import dev.luna.statistics.Statistics;
import dev.luna.sysinfo.Section;
import dev.luna.sysinfo.SettingStore;
import dev.luna.sysinfo.StoredSettings;
import dev.luna.sysinfo.SystemInfo;
import dev.luna.sysinfo.Versions;
import dev.luna.tasks.ProgressStore;
import dev.luna.tasks.Results;
import dev.luna.tasks.TaskStores;
import dev.luna.tasks.engine.Tasks;
import dev.luna.tasks.engine.Workshop;
import dev.luna.tasks.schedules.ScheduleStore;
import dev.luna.tasks.schedules.Schedules;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The resources of the Admin API and the platform API, each with what it needs. */
final class Api {
  private static final Duration REPORT_TIME = Duration.ofSeconds(3);

  private final Config config;
  private final Surroundings world;
  private final Database requests;
  private final Parts parts;
  private final TaskStores tasks;
  private final ListStore lists;
  private final FaceStore faces;
  private final EventStore events;

  /** What both APIs are about. */
  record Parts(Login login, Tasking tasking, Data data) {}

  /** What makes, runs and tells of tasks. */
  record Tasking(Workshop workshop, Outbound outbound, Schedules schedules) {}

  /** What is administered, and how much of it there may be. */
  record Data(
      Optional<ImageStore> contents,
      Images images,
      Extractor extractor,
      Licence licence,
      Statistics statistics) {}

  /**
   * @param requests the pool that answers people
   */
  Api(Config config, Surroundings world, Database requests, Parts parts) {
    this.config = config;
    this.world = world;
    this.requests = requests;
    this.parts = parts;
    this.tasks = TaskStores.on(requests);
    this.lists = new ListStore(requests);
    this.faces = new FaceStore(requests);
    this.events = new EventStore(requests);
  }

  List<Resource> resources() {
    return Stream.of(administration(), ofTasks(), platform()).flatMap(List::stream).toList();
  }

  /** What is known of the versions of descriptors. */
  DescriptorVersions descriptors() {
    return new DescriptorVersions(
        new CoverageStore(requests), defaultVersions(), parts.data().extractor());
  }

  private List<Resource> administration() {
    var login = parts.login();
    var accountStore = new AccountStore(requests);
    return List.of(
        new LoginResource(login.operations, login.sessions, audit(login.database)),
        new AccountsResource(accountStore, login.operations, audit(login.database), world.ids()),
        new ListsResource(lists),
        new SearchResource(accountStore, lists, faces, events),
        new DescriptorsResource(
            new CoverageStore(requests), defaultVersions(), descriptors(), audit(requests)),
        new HoldsResource(new HoldStore(requests), lists, faces, audit(requests), world.clock()),
        new AuditResource(new AuditStore(requests)),
        new SystemInfoResource(systemInfo()));
  }

  private List<Resource> ofTasks() {
    var workshop = parts.tasking().workshop();
    var outbound = parts.tasking().outbound();
    var schedules = parts.tasking().schedules();
    var operations = new Tasks(workshop, config.tasks().taskParallelism());
    var audit = audit(workshop.database());
    var runs = new ScheduleStore(requests);
    return List.of(
        new TasksResource(operations, tasks, audit),
        new TaskCreationResource(
            operations,
            workshop.stores().tasks(),
            audit,
            outbound.policies,
            workshop.kinds().types()),
        new NotificationsResource(outbound.notifications(), tasks.tasks()),
        new TaskErrorsResource(tasks),
        new TaskProgressResource(tasks.tasks(), new ProgressStore(requests), world.clock()),
        new TaskResultsResource(
            tasks, new Results(tasks.results(), parts.data().contents()), world.clock()),
        new SchedulesResource(schedules, runs, audit, outbound.policies),
        new ScheduleTimesResource(schedules, runs));
  }

  private List<Resource> platform() {
    var images = new StoredImageStore(requests);
    var changes = new Faces(requests, images::existing, parts.data().licence()::refuseAttributes);
    var audit = audit(requests);
    return List.of(
        new FaceListsResource(lists, changes, audit, world.ids(), world.clock()),
        new FacesResource(faces, changes, audit, world.ids(), world.clock()),
        new AttributesResource(faces, changes, audit, world.ids(), world.clock()),
        new SamplesResource(
            parts.data().images(), new Idempotency(requests, world.clock()), world.ids()),
        new EventsResource(
            events,
            new Events(requests, images::existing, world.clock()),
            audit,
            world.ids(),
            world.clock()));
  }

  private SystemInfo systemInfo() {
    var settings = new StoredSettings(config, new SettingStore(requests));
    settings.record(world.clock().instant());
    var key =
        new InstallationKey(
            new SigningKeyStore(requests),
            parts.tasking().outbound().vault,
            world.clock(),
            world.random());
    var data = parts.data();
    return new SystemInfo(
        Section.all(
            new Versions(config, data.extractor()),
            new Counters(requests),
            settings,
            data.licence(),
            data.statistics()::months),
        key::get,
        REPORT_TIME);
  }

  private DefaultVersions defaultVersions() {
    return new DefaultVersions(
        new DefaultVersionStore(requests), config.descriptors(), world.clock());
  }

  /** What writes changes down that are made in this database. */
  Audit audit(Database database) {
    return new Audit(database, config.audit(), world.clock(), world.ids());
  }
}
