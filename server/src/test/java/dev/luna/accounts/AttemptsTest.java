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

    clock.forward(Duration.ofSeconds(1));
    fail(LOGIN, ELSEWHERE, 1);
    assertThat(refusal(LOGIN, ELSEWHERE)).isEqualTo(Duration.ofSeconds(2));

    for (int i = 0; i < 10; i++) {
      clock.forward(Duration.ofMinutes(1));
      fail(LOGIN, ELSEWHERE, 1);
    }
    assertThat(refusal(LOGIN, ELSEWHERE)).isEqualTo(Duration.ofMinutes(1));

    clock.forward(Duration.ofMinutes(1));
    fail(LOGIN, ELSEWHERE, 1);
  }

  @Test
  void attemptsAtTheSameTimeCountAsMany() throws Exception {
    try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      var attempts = new java.util.ArrayList<java.util.concurrent.Future<Boolean>>();
      for (int i = 0; i < 30; i++) {
        attempts.add(threads.submit(() -> isAdmitted(LOGIN, ELSEWHERE)));
      }
      int admitted = 0;
      for (var attempt : attempts) {
        admitted += attempt.get() ? 1 : 0;
      }
      assertThat(admitted).isEqualTo(3);
    }
  }

  @Test
  void whoIsRefusedDoesNotWaitLongerForIt() {
    fail(LOGIN, ELSEWHERE, 3);
    for (int i = 0; i < 20; i++) {
      assertThat(isAdmitted(LOGIN, ELSEWHERE)).isFalse();
    }

    clock.forward(Duration.ofSeconds(1));

    assertThat(isAdmitted(LOGIN, ELSEWHERE)).isTrue();
  }

  @Test
  void theOwnerIsNotHeldUpByOthersAtAnAddressKnownBefore() {
    fail(LOGIN, HOME, 1);
    attempts.succeeded(LOGIN, HOME);
    fail(LOGIN, ELSEWHERE, 3);

    assertThat(isAdmitted(LOGIN, HOME)).isTrue();
    assertThat(refusal(LOGIN, "203.0.113.5")).isPositive();
  }

  @Test
  void anAddressThatTriesManyLoginsWaitsTooAndOneOfItsOwnDoesNotHelp() {
    for (int i = 0; i < 11; i++) {
      fail("user%d@example.com".formatted(i), ELSEWHERE, 1);
    }
    fail("its-own@example.com", ELSEWHERE, 1);
    attempts.succeeded("its-own@example.com", ELSEWHERE);
    fail("user11@example.com", ELSEWHERE, 1);

    assertThat(refusal("new@example.com", ELSEWHERE)).isPositive();
    assertThat(isAdmitted("new@example.com", HOME)).isTrue();
  }

  @Test
  void successForgetsFailures() {
    fail(LOGIN, HOME, 2);
    attempts.succeeded(LOGIN, HOME);

    fail(LOGIN, HOME, 3);
    assertThat(isAdmitted(LOGIN, HOME)).isFalse();
  }

  @Test
  void oldFailuresAreForgottenAndSwept() {
    fail(LOGIN, ELSEWHERE, 3);
    clock.forward(Duration.ofMinutes(16));

    fail(LOGIN, ELSEWHERE, 3);
    clock.forward(Duration.ofMinutes(16));

    assertThat(attempts.sweep()).isEqualTo(2);
  }

  private void fail(String login, String address, int times) {
    for (int i = 0; i < times; i++) {
      attempts.begin(login, address);
    }
  }

  private boolean isAdmitted(String login, String address) {
    try {
      attempts.begin(login, address);
      return true;
    } catch (CodedException e) {
      return false;
    }
  }

  private Duration refusal(String login, String address) {
    var refusal = catchThrowableOfType(CodedException.class, () -> attempts.begin(login, address));
    assertThat(refusal).isNotNull();
    assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY_ATTEMPTS);
    return Objects.requireNonNull(refusal.retryAfter());
  }
}
