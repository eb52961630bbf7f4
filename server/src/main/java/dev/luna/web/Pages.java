package dev.luna.web;

import dev.luna.accounts.AccountStore;
import dev.luna.accounts.Accounts;
import dev.luna.accounts.Sessions;
import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.events.EventStore;
import dev.luna.faces.FaceStore;
import dev.luna.faces.ListStore;
import dev.luna.http.Audit;
import dev.luna.http.Authorization;
import dev.luna.http.Resource;
import dev.luna.http.Specification;
import dev.luna.images.Images;
import dev.luna.monitoring.Health;
import dev.luna.tasks.ProgressStore;
import dev.luna.tasks.TaskStores;
import dev.luna.tasks.notifications.NotificationStore;
import dev.luna.web.accounts.AccountPage;
import dev.luna.web.accounts.AccountsPage;
import dev.luna.web.accounts.OverviewPage;
import dev.luna.web.faces.EventsPage;
import dev.luna.web.faces.FacesPage;
import dev.luna.web.faces.ListsPage;
import dev.luna.web.faces.SearchPage;
import dev.luna.web.frame.Views;
import dev.luna.web.login.LoginPage;
import dev.luna.web.tasks.TaskForms;
import dev.luna.web.tasks.TaskPage;
import dev.luna.web.tasks.TasksPage;
import java.time.InstantSource;
import java.util.List;

/** The pages, one line each. */
public final class Pages {
  private Pages() {}

  /** Who may come in, and how. */
  public record Door(Accounts accounts, Sessions sessions, Authorization authorization) {}

  /** What pages show. */
  public record Data(Database database, Images images, Health health, Audit audit) {}

  /** What they go by. */
  public record Rules(Specification specification, InstantSource clock) {}

  public static List<Resource> all(Views views, Door door, Data data, Rules rules) {
    var accounts = new AccountStore(data.database());
    var lists = new ListStore(data.database());
    var faces = new FaceStore(data.database());
    var events = new EventStore(data.database());
    var counters = new Counters(data.database());
    var tasks = TaskStores.on(data.database());
    var progress = new ProgressStore(data.database());
    var notifications = new NotificationStore(data.database());
    return List.of(
        new LoginPage(views, door.sessions(), door.authorization()),
        new OverviewPage(views, accounts, counters, door.accounts(), data.health()),
        new AccountsPage(views, accounts, counters),
        new AccountPage(views, accounts, counters),
        new ListsPage(views, lists, faces),
        new FacesPage(views, faces, data.images(), data.audit()),
        new EventsPage(views, events),
        new TasksPage(views, tasks.tasks(), progress, rules.clock()),
        new TaskPage(views, tasks, progress, notifications, rules.clock()),
        new TaskForms(views, rules.specification()),
        new SearchPage(views, accounts, lists, faces, events));
  }
}
