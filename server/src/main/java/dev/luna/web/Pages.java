package dev.luna.web;

import dev.luna.accounts.AccountStore;
import dev.luna.accounts.Accounts;
import dev.luna.accounts.Sessions;
import dev.luna.audit.AuditStore;
import dev.luna.check.CheckReportStore;
import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.descriptors.DescriptorVersions;
import dev.luna.events.EventStore;
import dev.luna.faces.FaceStore;
import dev.luna.faces.ListStore;
import dev.luna.http.Audit;
import dev.luna.http.Authorization;
import dev.luna.http.Resource;
import dev.luna.http.Specification;
import dev.luna.images.Images;
import dev.luna.monitoring.Health;
import dev.luna.monitoring.SizeStore;
import dev.luna.tasks.ProgressStore;
import dev.luna.tasks.TaskStores;
import dev.luna.tasks.notifications.NotificationStore;
import dev.luna.tasks.schedules.ScheduleStore;
import dev.luna.tasks.schedules.Schedules;
import dev.luna.web.accounts.AccountPage;
import dev.luna.web.accounts.AccountsPage;
import dev.luna.web.descriptors.DescriptorsPage;
import dev.luna.web.faces.EventsPage;
import dev.luna.web.faces.FacesPage;
import dev.luna.web.faces.ListsPage;
import dev.luna.web.faces.SearchPage;
import dev.luna.web.frame.Views;
import dev.luna.web.login.LoginPage;
import dev.luna.web.overview.OverviewPage;
import dev.luna.web.overview.Warnings;
import dev.luna.web.schedules.ScheduleForms;
import dev.luna.web.schedules.SchedulePage;
import dev.luna.web.schedules.SchedulesPage;
import dev.luna.web.system.AuditPage;
import dev.luna.web.tasks.ContentForms;
import dev.luna.web.tasks.TaskForms;
import dev.luna.web.tasks.TaskPage;
import dev.luna.web.tasks.TaskRows;
import dev.luna.web.tasks.TasksPage;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** The pages, one line each. */
public final class Pages {
  private Pages() {}

  /** Who may come in, and how. */
  public record Door(Accounts accounts, Sessions sessions, Authorization authorization) {}

  /** What pages show. */
  public record Data(
      Database database, Images images, DescriptorVersions descriptors, Audit audit) {}

  /**
   * How everything is.
   *
   * @param licence what will be a problem with it before long
   * @param free bytes that are left for images; empty where nobody can tell
   */
  public record Condition(
      Health health, Supplier<List<String>> licence, Supplier<OptionalLong> free) {}

  /** What they go by. */
  public record Rules(Specification specification, Schedules schedules, InstantSource clock) {}

  public static List<Resource> all(
      Views views, Door door, Data data, Condition condition, Rules rules) {
    var accounts = new AccountStore(data.database());
    var lists = new ListStore(data.database());
    var faces = new FaceStore(data.database());
    var events = new EventStore(data.database());
    var counters = new Counters(data.database());
    var tasks = TaskStores.on(data.database());
    var progress = new ProgressStore(data.database());
    var rows = new TaskRows(tasks.tasks(), progress, rules.clock());
    var notifications = new NotificationStore(data.database());
    var contents = new ContentForms(rules.specification());
    var schedules = new ScheduleStore(data.database());
    return List.of(
        new LoginPage(views, door.sessions(), door.authorization()),
        new OverviewPage(
            views,
            new OverviewPage.Sources(
                accounts,
                counters,
                rows,
                new SizeStore(data.database()),
                condition.free(),
                new Warnings(
                    door.accounts(),
                    new CheckReportStore(data.database()),
                    condition.health(),
                    condition.licence())),
            rules.clock()),
        new AccountsPage(views, accounts, counters),
        new AccountPage(views, accounts, counters, rows),
        new ListsPage(views, lists, faces),
        new FacesPage(views, faces, data.images(), data.audit()),
        new EventsPage(views, events),
        new TasksPage(views, rows),
        new TaskPage(views, tasks, progress, notifications, rules.clock()),
        new TaskForms(views, contents),
        new SchedulesPage(views, rules.schedules(), schedules),
        new SchedulePage(views, rules.schedules(), schedules),
        new ScheduleForms(views, contents),
        new DescriptorsPage(views, data.descriptors()),
        new AuditPage(views, new AuditStore(data.database())),
        new SearchPage(views, accounts, lists, faces, events));
  }
}
