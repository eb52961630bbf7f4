package dev.luna.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.config.Config;
import dev.luna.config.Settings;
import dev.luna.db.Database;
import dev.luna.testing.SettableClock;
import dev.luna.testing.TestDatabases;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionsTest {
  private static final UUID ACCOUNT = UUID.randomUUID();

  private final Database database = TestDatabases.open(TestDatabases.create());
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T10:00:00Z"));
  private final Config config =
      new Settings()
          .layer(
              "test",
              Map.of(
                  "AUTHORIZATION.SESSION_IDLE_TIMEOUT", "600",
                  "AUTHORIZATION.SESSION_LIFETIME", "3600"))
          .resolve();
  private final Sessions sessions =
      new Sessions(new SessionStore(database), clock, new SecureRandom(), config.authorization());

  @BeforeAll
  void addAccount() {
    new AccountStore(database)
        .insert(
            new Account(
                ACCOUNT,
                AccountType.ADMIN,
                "a@example.com",
                "",
                "",
                clock.instant(),
                clock.instant()));
  }

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void aSessionLivesWhileItIsUsedAndEndsWhenIdle() {
    String token = sessions.start(ACCOUNT);
    for (int i = 0; i < 5; i++) {
      clock.forward(Duration.ofSeconds(599));
      assertThat(sessions.account(token)).map(Account::accountId).contains(ACCOUNT);
    }

    clock.forward(Duration.ofSeconds(601));

    assertThat(sessions.account(token)).isEmpty();
  }

  @Test
  void aSessionEndsAtItsAbsoluteAgeHoweverBusy() {
    String token = sessions.start(ACCOUNT);
    for (int i = 0; i < 11; i++) {
      clock.forward(Duration.ofMinutes(5));
      assertThat(sessions.account(token)).map(Account::accountId).contains(ACCOUNT);
    }

    clock.forward(Duration.ofMinutes(5));

    assertThat(sessions.account(token)).isEmpty();
  }

  @Test
  void anEndedSessionIsDeadAndForeignTokensOpenNothing() {
    String token = sessions.start(ACCOUNT);

    sessions.end(token);

    assertThat(sessions.account(token)).isEmpty();
    assertThat(sessions.account("nonsense")).isEmpty();
  }

  @Test
  void theDatabaseDoesNotHoldTheToken() {
    String token = sessions.start(ACCOUNT);

    String stored =
        database.query(handle ->
            handle
                .select("select string_agg(sessions::text, ' ') from sessions")
                .mapTo(String.class)
                .one());

    assertThat(stored).doesNotContain(token);
  }

  @Test
  void sweepingRemovesWhatHasEnded() {
    sessions.sweep();
    String old = sessions.start(ACCOUNT);
    clock.forward(Duration.ofHours(2));
    String fresh = sessions.start(ACCOUNT);

    sessions.sweep();

    assertThat(sessions.account(old)).isEmpty();
    assertThat(sessions.account(fresh)).map(Account::accountId).contains(ACCOUNT);
    assertThat(sessions.sweep()).isZero();
  }
}
