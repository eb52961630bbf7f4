package dev.luna.errors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CodedExceptionTest {
  @Test
  void detailIsFilledInInOrder() {
    var failure = new CodedException(ErrorCode.TASK_RESULT_IMPOSSIBLE, 7, 3);

    assertThat(failure.detail()).isEqualTo("Impossible to get a result of task '7' with status 3");
  }

  @Test
  void bracesInAValueAreNotFilledIn() {
    var failure = new CodedException(ErrorCode.INVALID_JSON, "{}", "x");

    assertThat(failure.detail())
        .isEqualTo("Failed to validate input json. Path: '{}', message: 'x'");
  }

  @Test
  void numbersLeadBackToTheirCode() {
    assertThat(ErrorCode.of(15012)).contains(ErrorCode.ACCOUNT_NOT_FOUND);
    assertThat(ErrorCode.of(99999)).isEmpty();
  }
}
