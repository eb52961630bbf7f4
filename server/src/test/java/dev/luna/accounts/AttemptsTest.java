package dev.luna.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.luna.db.Database;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.testing.SettableClock;
import dev.luna.testing.TestDatabases;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttemptsTest {
  private static final String LOGIN = "owner@example.com";
  private static final String HOME = "192.0.2.1";
  private static final String ELSEWHERE = "198.51.100.7";

  private final Database database = TestDatabases.open(TestDatabases.create());
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T10:00:00Z"));
  private final Attempts attempts = new Attempts(new AttemptStore(database), clock, 3);

  @BeforeEach
  void start() {
    database.inTransaction(handle -> handle.execute("truncate login_failures, login_origins"));
  }

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void aLoginWaitsLongerWithEachFailureButNeverForGood() {
    fail(LOGIN, ELSEWHERE, 3);
    assertThat(refusal(LOGIN, ELSEWHERE)).isEqualTo(Duration.ofSeconds(1));

    fail(LOGIN, ELSEWHERE, 1);
    assertThat(refusal(LOGIN, ELSEWHERE)).isEqualTo(Duration.ofSeconds(2));

    fail(LOGIN, ELSEWHERE, 50);
    assertThat(refusal(LOGIN, ELSEWHERE)).isEqualTo(Duration.ofMinutes(1));

    clock.forward(Duration.ofMinutes(1));
    attempts.admit(LOGIN, ELSEWHERE);
  }

  @Test
  void theOwnerIsNotHeldUpByOthersAtAnAddressKnownBefore() {
    attempts.succeeded(LOGIN, HOME);
    fail(LOGIN, ELSEWHERE, 10);

    attempts.admit(LOGIN, HOME);
    assertThat(refusal(LOGIN, "203.0.113.5")).isPositive();
  }

  @Test
  void anAddressThatTriesManyLoginsWaitsToo() {
    for (int i = 0; i < 12; i++) {
      attempts.failed("user%d@example.com".formatted(i), ELSEWHERE);
    }

    assertThat(refusal("new@example.com", ELSEWHERE)).isPositive();
    attempts.admit("new@example.com", HOME);
  }

  @Test
  void successForgetsFailures() {
    fail(LOGIN, HOME, 2);
    attempts.succeeded(LOGIN, HOME);
    fail(LOGIN, HOME, 2);

    attempts.admit(LOGIN, HOME);
  }

  @Test
  void oldFailuresAreForgottenAndSwept() {
    fail(LOGIN, ELSEWHERE, 10);
    clock.forward(Duration.ofMinutes(16));

    fail(LOGIN, ELSEWHERE, 1);
    attempts.admit(LOGIN, ELSEWHERE);
    clock.forward(Duration.ofMinutes(16));

    assertThat(attempts.sweep()).isEqualTo(2);
  }

  private void fail(String login, String address, int times) {
    for (int i = 0; i < times; i++) {
      attempts.failed(login, address);
    }
  }

  private Duration refusal(String login, String address) {
    var refusal = catchThrowableOfType(CodedException.class, () -> attempts.admit(login, address));
    assertThat(refusal).isNotNull();
    assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY_ATTEMPTS);
    return Objects.requireNonNull(refusal.retryAfter());
  }
}
