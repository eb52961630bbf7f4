package dev.luna.http;

import dev.luna.accounts.Account;
import dev.luna.db.Page;
import dev.luna.db.Timeline;
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
  private final Subject subject;
  private final RawRequest raw;
  private final Map<String, JsonNode> parameters;
  private final JsonNode body;
  private final Upload upload;
  private final @Nullable Account account;
  private final Trail trail;

  /**
   * What a request asks for.
   *
   * @param operationId name of the route's operation in the specification
   */
  record Subject(Route route, String operationId) {}

  Request(
      Subject subject,
      RawRequest raw,
      Map<String, JsonNode> parameters,
      Operation.Content content,
      @Nullable Account account) {
    this.subject = subject;
    this.raw = raw;
    this.parameters = parameters;
    this.body = content.json();
    this.upload = content.upload();
    this.account = account;
    this.trail = new Trail(account);
  }

  /** Who asks; only for routes that need authorization. */
  public Account account() {
    if (account == null) {
      throw new IllegalStateException("this route lets everyone in");
    }
    return account;
  }

  /**
   * For whom it is asked; only for routes that need authorization.
   *
   * @throws CodedException if the caller may not act for that account
   */
  public Actor actor() {
    return Actor.of(account(), raw);
  }

  /** What it changes, for the audit log. */
  public Trail trail() {
    return trail;
  }

  Route route() {
    return subject.route();
  }

  String operationId() {
    return subject.operationId();
  }

  /** The request as it came. */
  public RawRequest raw() {
    return raw;
  }

  /** Whether the client, or a default, gave any parameter a value. */
  public boolean hasParameters() {
    return !parameters.isEmpty();
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

  /** The parameters {@code name__gte} and {@code name__lt}. */
  public Timeline.Span span(String name) {
    return new Timeline.Span(time(name + "__gte").orElse(null), time(name + "__lt").orElse(null));
  }

  /** A comma-separated list of texts; empty where there is none. */
  public List<String> texts(String name) {
    var values = parameters.get(name);
    return values == null ? List.of() : values.valueStream().map(JsonNode::asString).toList();
  }

  /** A comma-separated list of ids; empty where there is none. */
  public List<UUID> uuids(String name) {
    return texts(name).stream().map(UUID::fromString).toList();
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

  /** The body of an operation that takes no JSON; gone when the request has been answered. */
  public Upload upload() {
    return upload;
  }

  /** The JSON body, or the fields of a form, as a record. */
  public <T> T body(Class<T> type) {
    return Json.convert(body, type);
  }
}
