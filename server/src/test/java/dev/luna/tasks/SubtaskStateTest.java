package dev.luna.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class SubtaskStateTest {
  @Test
  void aClaimCanBeTakenAgainAfterItsHolderWasLost() {
    assertThat(SubtaskState.PENDING.next(SubtaskState.Event.CLAIM))
        .isEqualTo(SubtaskState.IN_PROGRESS);
    assertThat(SubtaskState.IN_PROGRESS.next(SubtaskState.Event.CLAIM))
        .isEqualTo(SubtaskState.IN_PROGRESS);
  }

  @Test
  void whatNobodyClaimedCannotFinish() {
    assertThatIllegalStateException()
        .isThrownBy(() -> SubtaskState.PENDING.next(SubtaskState.Event.FINISH));
  }

  @Test
  void nothingLeadsOutOfAFinalState() {
    for (var state : SubtaskState.values()) {
      if (state.isFinal()) {
        for (var event : SubtaskState.Event.values()) {
          assertThatIllegalStateException().isThrownBy(() -> state.next(event));
        }
      }
      assertThat(SubtaskState.of(state.number())).isEqualTo(state);
    }
  }

  @Test
  void everyEventHasItsEnd() {
    assertThat(SubtaskState.IN_PROGRESS.next(SubtaskState.Event.FINISH))
        .isEqualTo(SubtaskState.DONE);
    assertThat(SubtaskState.IN_PROGRESS.next(SubtaskState.Event.FAIL))
        .isEqualTo(SubtaskState.FAILED);
    assertThat(SubtaskState.PENDING.next(SubtaskState.Event.CANCEL))
        .isEqualTo(SubtaskState.CANCELLED);
  }
}
