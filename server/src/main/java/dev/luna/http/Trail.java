package dev.luna.http;

import dev.luna.accounts.Account;
import dev.luna.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the handler of a request says of its change, for the audit log. States are what replies show
 * of an object: no secrets.
 */
public final class Trail {
  /** A state that is longer than this, as JSON, is not kept. */
  private static final int LONGEST = 1 << 16;

  private @Nullable Account account;
  private @Nullable String objectId;
  private @Nullable JsonNode before;
  private @Nullable JsonNode after;
  private boolean isSettled;

  Trail(@Nullable Account account) {
    this.account = account;
  }

  /** Who made the change, where the route lets everyone in. */
  public Trail by(Account who) {
    account = who;
    return this;
  }

  /** What was changed, where neither the path nor the reply's location say it. */
  public Trail object(Object id) {
    objectId = id.toString();
    return this;
  }

  /** What was there. */
  public Trail from(Object state) {
    before = bounded(state);
    return this;
  }

  /** What is there now. */
  public Trail to(Object state) {
    after = bounded(state);
    return this;
  }

  /** Nothing is, or is any more, to be written down. */
  public void settle() {
    isSettled = true;
  }

  boolean isSettled() {
    return isSettled;
  }

  @Nullable Account account() {
    return account;
  }

  @Nullable String objectId() {
    return objectId;
  }

  @Nullable JsonNode before() {
    return before;
  }

  @Nullable JsonNode after() {
    return after;
  }

  private static JsonNode bounded(Object state) {
    JsonNode tree = Json.MAPPER.valueToTree(state);
    int length = tree.toString().length();
    return length <= LONGEST ? tree : Json.MAPPER.createObjectNode().put("too_long", length);
  }
}
