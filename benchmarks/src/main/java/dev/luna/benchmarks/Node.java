package dev.luna.benchmarks;

import dev.luna.config.Config;
import dev.luna.config.TasksConfig;
import dev.luna.db.Database;
import dev.luna.db.DatabaseAddress;
import dev.luna.db.Signals;
import dev.luna.tasks.Results;
import dev.luna.tasks.Task;
import dev.luna.tasks.TaskKind;
import dev.luna.tasks.TaskState;
import dev.luna.tasks.TaskStores;
import dev.luna.tasks.engine.Engine;
import dev.luna.tasks.engine.Kinds;
import dev.luna.tasks.engine.Tasks;
import dev.luna.tasks.engine.WorkListener;
import dev.luna.tasks.engine.WorkQueue;
import dev.luna.tasks.engine.Workshop;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The engine of a node with one kind of task, on a database. */
final class Node implements AutoCloseable {
  private final Database database;
  private final TaskKind<?, ?, ?> kind;
  private final TaskStores stores;
  private final Tasks tasks;
  private final Engine engine;
  private final Signals signals;

  Node(DatabaseAddress address, TaskKind<?, ?, ?> kind, int parallel) {
    this(address, database -> kind, parallel, 0);
  }

  /**
   * @param kind is made on the node's database
   * @param foregroundLimit milliseconds, as TASKS.FOREGROUND_LIMIT
   */
  Node(
      DatabaseAddress address,
      Function<Database, TaskKind<?, ?, ?>> kind,
      int parallel,
      int foregroundLimit) {
    this.database = Database.open(address, new Database.Bounds("work", parallel + 8, 5000, 0));
    this.kind = kind.apply(database);
    this.stores = TaskStores.on(database);
    var workshop =
        new Workshop(
            database,
            stores,
            new Kinds(List.of(this.kind)),
            new WorkQueue(database, Clock.systemUTC()),
            _ -> {},
            Clock.systemUTC());
    this.tasks = new Tasks(workshop, parallel);
    this.engine =
        new Engine(
            workshop,
            config(parallel, foregroundLimit),
            new Engine.Node(UUID.randomUUID().toString(), UUID::randomUUID, Duration.ofSeconds(5)),
            new Engine.Tools(
                database,
                new Results(stores.results(), Optional.empty()),
                List.of(),
                WorkListener.NONE));
    engine.start();
    this.signals = new Signals(address, engine::wake);
  }

  /** Stores a task and returns its id. */
  long submit(int parts, int chunks) {
    return submit(JsonNodeFactory.instance.objectNode().put("parts", parts).put("chunks", chunks));
  }

  /** Stores a task with this content and returns its id. */
  long submit(JsonNode content) {
    return tasks.create(new Task.New(kind.type(), content, "", null, null, null, null, null));
  }

  void cancel(long taskId) {
    tasks.cancel(taskId);
  }

  boolean isDone(long taskId) {
    return stores.tasks().byId(taskId).orElseThrow().state() == TaskState.DONE;
  }

  @Override
  public void close() {
    signals.close();
    engine.close();
    database.close();
  }

  private static TasksConfig config(int parallel, int foregroundLimit) {
    var product = Config.DEFAULT.tasks();
    return new TasksConfig(
        product.role(),
        parallel,
        parallel,
        parallel,
        product.subtaskSize(),
        product.maxChunkSize(),
        product.chunkTarget(),
        product.chunkPause(),
        foregroundLimit,
        product.pollingInterval(),
        product.heartbeatInterval());
  }
}
