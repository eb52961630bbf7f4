package dev.luna.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskStateTest {
  private static final Map<TaskState, Map<TaskState.Event, TaskState>> LEGAL =
      Map.of(
          TaskState.PENDING,
              Map.of(
                  TaskState.Event.PLANNED, TaskState.IN_PROGRESS,
                  TaskState.Event.FAIL, TaskState.FAILED,
                  TaskState.Event.CANCEL, TaskState.CANCELLED),
          TaskState.IN_PROGRESS,
              Map.of(
                  TaskState.Event.WORKED, TaskState.COLLECTING,
                  TaskState.Event.FAIL, TaskState.FAILED,
                  TaskState.Event.CANCEL, TaskState.CANCELLED),
          TaskState.COLLECTING,
              Map.of(
                  TaskState.Event.COLLECTED, TaskState.DONE,
                  TaskState.Event.FAIL, TaskState.FAILED,
                  TaskState.Event.CANCEL, TaskState.CANCELLED));

  @Test
  void exactlyTheLegalTransitionsArePossible() {
    for (var state : TaskState.values()) {
      var legal = LEGAL.getOrDefault(state, new EnumMap<>(TaskState.Event.class));
      for (var event : TaskState.Event.values()) {
        if (legal.containsKey(event)) {
          assertThat(state.next(event)).isEqualTo(legal.get(event));
        } else {
          assertThatIllegalStateException()
              .isThrownBy(() -> state.next(event))
              .withMessageContaining(event.name())
              .withMessageContaining(state.name());
        }
      }
    }
  }

  @Test
  void nothingLeadsOutOfAFinalState() {
    for (var state : TaskState.values()) {
      assertThat(state.isFinal()).isEqualTo(!LEGAL.containsKey(state));
    }
  }

  @Test
  void numbersAreTheContracts() {
    assertThat(TaskState.of(0)).isEqualTo(TaskState.PENDING);
    assertThat(TaskState.of(1)).isEqualTo(TaskState.IN_PROGRESS);
    assertThat(TaskState.of(2)).isEqualTo(TaskState.CANCELLED);
    assertThat(TaskState.of(3)).isEqualTo(TaskState.FAILED);
    assertThat(TaskState.of(4)).isEqualTo(TaskState.COLLECTING);
    assertThat(TaskState.of(5)).isEqualTo(TaskState.DONE);
    assertThat(TaskType.of(4)).isEqualTo(TaskType.GC);
    assertThat(TaskType.GC.slug()).isEqualTo("gc");
  }
}
