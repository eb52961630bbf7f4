package dev.luna.tasks.engine;

import dev.luna.tasks.Claim;
import dev.luna.tasks.SubtaskState;
import dev.luna.tasks.Summary;
import dev.luna.tasks.Task;
import dev.luna.tasks.TaskKind;
import dev.luna.tasks.TaskState;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs lanes: each does one subtask of its task after another, and gives way now and then where
 * other tasks wait.
 */
final class LaneRunner {
  private static final Logger LOG = LoggerFactory.getLogger(LaneRunner.class);

  /** Tries after which a reason that might have passed, has not: about a quarter of an hour. */
  private static final int PATIENCE = 100;

  private final Workshop workshop;
  private final SubtaskTools tools;
  private final Admission admission;

  LaneRunner(Workshop workshop, SubtaskTools tools, Admission admission) {
    this.workshop = workshop;
    this.tools = tools;
    this.admission = admission;
  }

  /** How a run ended. */
  enum Outcome {
    /** Nothing is left for it to do: {@link #leave} says whether that is still so. */
    ENDED,
    /** The rest is for another turn, here or on another node. */
    HANDED_BACK,
    /** This node has no room for it now. */
    NO_ROOM
  }

  /**
   * @param failures how often the lane failed in a row before
   * @throws RuntimeException if it should be tried again later
   */
  Outcome run(WorkQueue.Lane lane, int failures, BooleanSupplier stopping) {
    var task = workshop.stores().tasks().byId(lane.taskId());
    if (task.isEmpty() || task.get().state() != TaskState.IN_PROGRESS) {
      return Outcome.ENDED;
    }
    if (!admission.enter(task.get().type())) {
      return Outcome.NO_ROOM;
    }
    try {
      return run(workshop.kinds().of(task.get().type()), task.get(), lane, failures, stopping);
    } finally {
      admission.leave(task.get().type());
    }
  }

  /**
   * Looks, in a transaction that holds the task, whether a lane that ended may go: there may be
   * work again since. The last one to go ends the work on the task.
   *
   * @return whether it has to run again
   */
  boolean leave(WorkQueue.Lane lane) {
    var tasks = workshop.stores().tasks();
    var subtasks = workshop.stores().subtasks();
    var task = tasks.lock(lane.taskId()).orElse(null);
    if (task == null || task.state() != TaskState.IN_PROGRESS) {
      return false;
    }
    if (!task.paused() && workshop.stores().claims().isClaimable(lane.taskId(), lane.number())) {
      return true;
    }
    if (subtasks.countOpen(lane.taskId()) == 0) {
      if (hasMore(workshop.kinds().of(task.type()), task)) {
        return true;
      }
      workshop.move(task, TaskState.Event.WORKED);
      workshop.queue().finish(lane.taskId());
    }
    return false;
  }

  /** Adds subtasks, and lanes for them, for what has come up since the task was planned. */
  private <C, P> boolean hasMore(TaskKind<C, P, ?> kind, Task task) {
    if (task.retryOf() != null || workshop.stores().subtasks().countFailed(task.taskId()) > 0) {
      return false;
    }
    var plan = kind.planMore(task.taskId(), Kinds.content(kind, task.content()));
    int parts = plan.parts().size();
    if (parts > 0) {
      workshop.add(task.taskId(), plan);
      workshop.queue().run(task.taskId(), Math.min(parts, tools.config().taskParallelism()));
    }
    return parts > 0;
  }

  private <C, P, S extends Summary<S>> Outcome run(
      TaskKind<C, P, S> kind,
      Task task,
      WorkQueue.Lane lane,
      int failures,
      BooleanSupplier stopping) {
    var slice = new Slice(stopping, () -> workshop.queue().othersWait(lane.taskId()));
    var succession = new Succession(workshop, lane, tools.firstChunkSize());
    var claim = workshop.database().transaction(handle -> succession.next());
    int failed = failures;
    while (claim.isPresent()) {
      var run = new SubtaskRun<>(workshop, tools, kind, task, claim.get(), succession);
      var outcome = run(run, claim.get(), failed, slice);
      if (outcome != SubtaskRun.Outcome.ENDED) {
        return outcome == SubtaskRun.Outcome.PAUSED ? Outcome.ENDED : Outcome.HANDED_BACK;
      }
      tell(run, task);
      failed = 0;
      claim = run.next();
    }
    return Outcome.ENDED;
  }

  private void tell(SubtaskRun<?, ?, ?> run, Task task) {
    try {
      tools.listener().ended(run.ended(task.type()));
    } catch (RuntimeException e) {
      LOG.warn("the end of a subtask of task {} is not measured", task.taskId(), e);
    }
  }

  private static SubtaskRun.Outcome run(
      SubtaskRun<?, ?, ?> run, Claim claim, int failures, BooleanSupplier interrupted) {
    try {
      return run.run(interrupted);
    } catch (LostClaimException e) {
      LOG.info("subtask {} was cancelled or is run by another node now", claim.subtaskId());
      return SubtaskRun.Outcome.PAUSED;
    } catch (RuntimeException e) {
      if (Workshop.isPassing(e) && failures < PATIENCE) {
        throw e;
      }
      LOG.error("subtask {} failed and is not tried again", claim.subtaskId(), e);
      run.fail(e);
      return SubtaskRun.Outcome.ENDED;
    }
  }

  /**
   * What a lane goes on with from subtask to subtask.
   *
   * @param size learnt from the chunks of those before
   */
  record Succession(Workshop workshop, WorkQueue.Lane lane, ChunkSize size) {
    /** Claims it, in the caller's transaction. */
    Optional<Claim> next() {
      var claim = workshop.stores().claims().claim(lane.taskId(), lane.number());
      claim.ifPresent(won -> {
        if (!won.isTakenOver()) {
          workshop.tell(lane.taskId(), won.subtaskId(), SubtaskState.IN_PROGRESS);
        }
      });
      return claim;
    }
  }
}
