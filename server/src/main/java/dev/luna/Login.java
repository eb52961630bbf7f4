package dev.luna;

import dev.luna.accounts.AccountStore;
import dev.luna.accounts.Accounts;
import dev.luna.accounts.AttemptStore;
import dev.luna.accounts.Attempts;
import dev.luna.accounts.Authenticator;
import dev.luna.accounts.Passwords;
import dev.luna.accounts.SessionStore;
import dev.luna.accounts.Sessions;
import dev.luna.config.Config;
import dev.luna.db.Database;
import dev.luna.http.Authorization;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/** All that has to do with who may come in. */
final class Login {
  final Database database;
  final Sessions sessions;
  final Attempts attempts;
  final Accounts operations;
  final Authorization authorization;

  private final Config config;
  private final Surroundings world;

  Login(Config config, Surroundings world, Database door) {
    this.config = config;
    this.world = world;
    database = door;
    var store = new AccountStore(door);
    var passwords = new Passwords(config.authorization().hashConcurrency());
    var sessionStore = new SessionStore(door);
    sessions = new Sessions(sessionStore, world.clock(), world.random(), config.authorization());
    attempts =
        new Attempts(new AttemptStore(door), world.clock(), config.authorization().freeAttempts());
    operations = new Accounts(door, store, sessionStore, passwords, world.clock());
    authorization =
        new Authorization(
            new Authenticator(
                store,
                passwords,
                sessions,
                attempts,
                Duration.ofSeconds(config.authorization().credentialCacheTime())));
  }

  /** What the operator should know of the first account. */
  Optional<String> prepareFirst() {
    String first = config.authorization().firstPassword().reveal();
    if (!operations.prepareFirst(world.ids().get(), first)) {
      return Optional.empty();
    }
    if (!isLoopback()) {
      throw new Server.StartException(
          ("account %s still has the publicly known password, so this service listens on loopback"
                  + " only: set AUTHORIZATION.FIRST_PASSWORD (LUNA_ADMIN_AUTHORIZATION_FIRST_PASSWORD)"
                  + " to a password of your own, or change it on loopback first")
              .formatted(Accounts.FIRST_LOGIN));
    }
    return Optional.of(
        "Log in as %s with the password %s, and change it: it is publicly known."
            .formatted(Accounts.FIRST_LOGIN, Accounts.WELL_KNOWN_PASSWORD));
  }

  private boolean isLoopback() {
    try {
      return InetAddress.getByName(config.http().host()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new Server.StartException("HTTP.HOST %s is unknown".formatted(config.http().host()));
    }
  }
}
