package dev.luna.twin;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The first page of accounts, and one of them with its counts, in the product's words. Nobody is
 * asked who they are.
 */
@RestController
class AccountsController {
  private final AccountRepository accounts;

  AccountsController(AccountRepository accounts) {
    this.accounts = accounts;
  }

  record AccountReply(
      UUID account_id,
      String account_type,
      String login,
      String description,
      Instant create_time,
      Instant last_update_time,
      String email,
      String organization_name) {
    static AccountReply of(Account account) {
      return new AccountReply(
          account.accountId,
          account.accountType,
          account.login,
          account.description,
          account.createTime,
          account.lastUpdateTime,
          account.login,
          account.description);
    }
  }

  record AccountsReply(List<AccountReply> accounts, long account_count) {}

  record Stats(long list_count, long face_count, long face_attribute_count) {}

  record Whole(AccountReply info, Stats stats) {}

  @GetMapping("/version")
  String version() {
    return "twin";
  }

  @GetMapping("/4/accounts")
  @Transactional(readOnly = true)
  AccountsReply page(@RequestParam(name = "page_size", defaultValue = "10") int size) {
    var page =
        accounts.findAllByOrderByCreateTimeDescAccountIdDesc(Limit.of(size)).stream()
            .map(AccountReply::of)
            .toList();
    return new AccountsReply(page, accounts.count("accounts", ""));
  }

  @GetMapping("/4/accounts/{id}")
  @Transactional(readOnly = true)
  Whole one(@PathVariable UUID id) {
    var account =
        accounts
            .findById(id)
            .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    String scope = id.toString();
    return new Whole(
        AccountReply.of(account),
        new Stats(
            accounts.count("lists", scope),
            accounts.count("faces", scope),
            accounts.count("face_attributes", scope)));
  }
}
