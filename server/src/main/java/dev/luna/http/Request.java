package dev.luna.http;

import dev.luna.accounts.Account;
import dev.luna.db.Page;
import dev.luna.json.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request that fits the specification. Parameters have the type that the specification declares,
 * and its default where the client named none.
 */
public final class Request {
  private final RawRequest raw;
  private final Map<String, JsonNode> parameters;
  private final JsonNode body;
  private final @Nullable Account account;

  Request(
      RawRequest raw, Map<String, JsonNode> parameters, JsonNode body, @Nullable Account account) {
    this.raw = raw;
    this.parameters = parameters;
    this.body = body;
    this.account = account;
  }

  /** Who asks; only for routes that need authorization. */
  public Account account() {
    if (account == null) {
      throw new IllegalStateException("this route lets everyone in");
    }
    return account;
  }

  /** The request as it came. */
  public RawRequest raw() {
    return raw;
  }

  public UUID uuid(String name) {
    return UUID.fromString(text(name).orElseThrow());
  }

  public Optional<UUID> optionalUuid(String name) {
    return text(name).map(UUID::fromString);
  }

  public Optional<String> text(String name) {
    return Optional.ofNullable(parameters.get(name)).map(JsonNode::asString);
  }

  public long number(String name) {
    return optionalNumber(name).orElseThrow();
  }

  public Optional<Long> optionalNumber(String name) {
    return Optional.ofNullable(parameters.get(name)).map(JsonNode::longValue);
  }

  public Optional<Instant> time(String name) {
    return text(name)
        .map(time -> OffsetDateTime.parse(time, DateTimeFormatter.ISO_OFFSET_DATE_TIME))
        .map(OffsetDateTime::toInstant);
  }

  /** A comma-separated list of numbers; empty where there is none. */
  public List<Long> numbers(String name) {
    var values = parameters.get(name);
    return values == null ? List.of() : values.valueStream().map(JsonNode::longValue).toList();
  }

  /** The parameters {@code page} and {@code page_size}. */
  public Page page() {
    return new Page(number("page"), (int) number("page_size"));
  }

  /** The JSON body. */
  public JsonNode body() {
    return body;
  }

  /** The JSON body, or the fields of a form, as a record. */
  public <T> T body(Class<T> type) {
    return Json.convert(body, type);
  }
}
