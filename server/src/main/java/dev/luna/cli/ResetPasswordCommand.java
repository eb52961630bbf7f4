package dev.luna.cli;

import dev.luna.accounts.AccountChange;
import dev.luna.accounts.AccountStore;
import dev.luna.accounts.Accounts;
import dev.luna.accounts.Passwords;
import dev.luna.accounts.SessionStore;
import dev.luna.errors.CodedException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "reset-password",
    description = "Give an account a new password and end its sessions.")
final class ResetPasswordCommand implements Callable<Integer> {
  private static final int RANDOM_BYTES = 15;

  @Mixin private CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "LOGIN", description = "Login of the account.")
  private String login = "";

  @Option(
      names = "--password",
      arity = "0..1",
      interactive = true,
      description = "Ask for the new password; without it a random one is made and printed.")
  private @Nullable String password;

  @Override
  public Integer call() {
    try (var installation = Installation.open(common.config(Map.of()))) {
      var database = installation.database();
      var store = new AccountStore(database);
      var account = store.byLogin(login);
      if (account.isEmpty()) {
        System.err.printf("there is no account with login %s%n", login);
        return 1;
      }
      var accounts =
          new Accounts(
              database, store, new SessionStore(database), new Passwords(1), Clock.systemUTC());
      String fresh = password == null ? random() : password;
      accounts.change(
          account.get().accountId(),
          new AccountChange(null, null, fresh, null),
          null,
          Accounts.Witness.NONE);
      System.out.println(password == null ? "New password: " + fresh : "The password was changed.");
      return 0;
    } catch (CodedException e) {
      System.err.println(e.detail());
      return 1;
    }
  }

  private static String random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
