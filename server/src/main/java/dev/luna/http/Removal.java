package dev.luna.http;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.util.Map;
import java.util.UUID;

/** What removals by filters have in common: whose objects, which bound, and the answer. */
public final class Removal {
  /** About how many objects one request removes; the caller asks again for the rest. */
  public static final long MOST = 100_000;

  private Removal() {}

  /**
   * Whose objects may be removed, by an operation whose parameters are all filters.
   *
   * @throws CodedException PARAMETER_REQUIRED if the request names no filter, ACCOUNT_NOT_FOUND if
   *     it names an account whose objects are not there for the caller
   */
  public static UUID whose(Request request) {
    if (!request.hasParameters()) {
      throw new CodedException(ErrorCode.PARAMETER_REQUIRED, "at least one filter");
    }
    UUID owner = request.actor().accountId();
    request
        .optionalUuid("account_id")
        .filter(wanted -> !wanted.equals(owner))
        .ifPresent(wanted -> {
          throw new CodedException(ErrorCode.ACCOUNT_NOT_FOUND, wanted);
        });
    return owner;
  }

  public static Reply reply(long removed) {
    return Reply.json(Map.of("removed_count", removed, "complete", removed < MOST));
  }
}
