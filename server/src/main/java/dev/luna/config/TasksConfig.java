package dev.luna.config;

/** Section TASKS: how much long work this process does, and how gently. */
public record TasksConfig(
    @Setting("ALL serves the API and runs tasks, API and WORKER do one of the two") Role role,
    @Setting(value = "Subtasks that run here at the same time", min = 1, max = 64)
        int parallelSubtasks,
    @Setting(
            value = "Subtasks of one type of task that run here at the same time",
            min = 1,
            max = 64)
        int parallelOfKind,
    @Setting(
            value = "Subtasks of one task that run at the same time, on all nodes",
            min = 1,
            max = 64)
        int taskParallelism,
    @Setting(value = "Objects that a subtask is planned to have", min = 1, max = 1_000_000)
        int subtaskSize,
    @Setting(value = "Most objects that are handled in one transaction", min = 1, max = 100_000)
        int maxChunkSize,
    @Setting(
            value = "Milliseconds that a chunk should take; its size follows",
            min = 1,
            max = 60_000)
        int chunkTarget,
    @Setting(value = "Milliseconds of rest after each chunk", min = 0, max = 60_000) int chunkPause,
    @Setting(
            value =
                "Milliseconds that the smallest request may take while chunks run, they rest longer beyond; 0 does not look",
            min = 0,
            max = 60_000)
        int foregroundLimit,
    @Setting(value = "Milliseconds between two looks for work", min = 10, max = 60_000)
        int pollingInterval,
    @Setting(
            value =
                "Milliseconds between two signs of life of a running subtask; four missing ones return its claim",
            min = 100,
            max = 60_000)
        int heartbeatInterval) {

  static final TasksConfig DEFAULT =
      new TasksConfig(Role.ALL, 2, 2, 8, 10_000, 20_000, 200, 0, 20, 200, 1000);

  /** What this process is for. */
  public enum Role {
    ALL,
    API,
    WORKER;

    public boolean runsTasks() {
      return this != API;
    }

    public boolean servesApi() {
      return this != WORKER;
    }
  }
}
