package dev.luna.web.accounts;

import dev.luna.accounts.Account;
import dev.luna.web.frame.Show;

/** An account as pages show it, with how many faces it has. */
public record AccountView(
    String id,
    String login,
    String type,
    String description,
    String created,
    String createdExact,
    String updated,
    String updatedExact,
    String faces) {

  static AccountView of(Account account, long faces) {
    return new AccountView(
        account.accountId().toString(),
        account.login(),
        account.accountType().wireName(),
        account.description(),
        Show.time(account.createTime()),
        Show.exact(account.createTime()),
        Show.time(account.lastUpdateTime()),
        Show.exact(account.lastUpdateTime()),
        Show.number(faces));
  }
}
