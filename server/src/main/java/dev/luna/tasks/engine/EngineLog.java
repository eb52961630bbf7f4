package dev.luna.tasks.engine;

import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import dev.luna.db.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in words what happens to entries of the queue, instead of the scheduler's own log. */
final class EngineLog extends AbstractSchedulerListener {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  @Override
  public void onExecutionComplete(ExecutionComplete complete) {
    if (complete.getResult() == ExecutionComplete.Result.OK) {
      return;
    }
    String entry = complete.getExecution().taskInstance.toString();
    var failure = complete.getCause().orElse(null);
    if (failure != null && Database.isTransient(failure)) {
      LOG.warn("{} is tried again in a while: {}", entry, failure.toString());
    } else {
      LOG.error("{} failed unexpectedly and is tried again in a while", entry, failure);
    }
  }

  @Override
  public void onExecutionDead(Execution execution) {
    LOG.warn(
        "{} gave no sign of life on {} and is taken up by another node",
        execution.taskInstance,
        execution.pickedBy);
  }
}
