package dev.luna.tasks.notifications;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A receiver of notifications as a policy names it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Callback.Http.class, name = "http"),
  @JsonSubTypes.Type(value = Callback.Telegram.class, name = "telegram")
})
public sealed interface Callback {
  /** Seconds that a call may take where nothing else is said. */
  int TIMEOUT = 60;

  /** 1 for calls, 0 for none. */
  int enable();

  /** Where calls go: one receiver of a task has one order, whoever names it. */
  String destination();

  /** What secrets are bound to: they are not kept for another place. */
  String origin();

  /** Secrets by their path in the callback. */
  Map<String, String> secrets();

  /** The same with each secret, given with its path, exchanged for another. */
  Callback withSecrets(BinaryOperator<String> exchange);

  /** The same with calls that take so many seconds at most. */
  Callback within(int seconds);

  /** A call of an address with JSON. */
  record Http(String url, int enable, @Nullable Login authorization, Params params)
      implements Callback {
    @JsonCreator
    static Http of(
        @JsonProperty("url") String url,
        @JsonProperty("enable") @Nullable Integer enable,
        @JsonProperty("authorization") @Nullable Login authorization,
        @JsonProperty("params") @Nullable Params params) {
      return new Http(
          url, enable == null ? 1 : enable, authorization, params == null ? Params.NONE : params);
    }

    @Override
    public String destination() {
      return "http " + url;
    }

    @Override
    public String origin() {
      var address = URI.create(url);
      return (address.getScheme() + "://" + address.getRawAuthority()).toLowerCase(Locale.ROOT);
    }

    @Override
    public Map<String, String> secrets() {
      var secrets = new TreeMap<String, String>();
      if (authorization != null) {
        secrets.put(Login.PATH, authorization.password());
      }
      params
          .headers()
          .forEach((name, value) -> {
            if (Params.isSecret(name)) {
              secrets.put(Params.PATH + name, value);
            }
          });
      return secrets;
    }

    @Override
    public Callback withSecrets(BinaryOperator<String> exchange) {
      var login =
          authorization == null
              ? null
              : new Login(
                  authorization.type(),
                  authorization.login(),
                  exchange.apply(Login.PATH, authorization.password()));
      var headers = new TreeMap<>(params.headers());
      headers.replaceAll((name, value) ->
          Params.isSecret(name) ? exchange.apply(Params.PATH + name, value) : value);
      return new Http(
          url, enable, login, new Params(params.timeout(), params.contentType(), headers));
    }

    @Override
    public Http within(int seconds) {
      int timeout = Math.min(seconds, params.timeout());
      return new Http(
          url, enable, authorization, new Params(timeout, params.contentType(), params.headers()));
    }
  }

  /** HTTP Basic. */
  record Login(String type, String login, String password) {
    private static final String PATH = "authorization.password";
  }

  /**
   * How a call is made.
   *
   * @param timeout in seconds, over all of the call
   * @param headers besides those that every call has
   */
  record Params(int timeout, String contentType, Map<String, String> headers) {
    private static final Params NONE = new Params(TIMEOUT, "application/json", Map.of());
    private static final String PATH = "params.headers.";

    // Names that are known for secrets, and those that say so.
    private static final Pattern SECRET =
        Pattern.compile("authorization|cookie|.*(key|token|secret|password|signature)");

    @JsonCreator
    static Params of(
        @JsonProperty("timeout") @Nullable Integer timeout,
        @JsonProperty("content_type") @Nullable String contentType,
        @JsonProperty("headers") @Nullable Map<String, String> headers) {
      return new Params(
          timeout == null ? TIMEOUT : timeout,
          contentType == null ? NONE.contentType : contentType,
          headers == null ? Map.of() : headers);
    }

    static boolean isSecret(String header) {
      return SECRET.matcher(header.toLowerCase(Locale.ROOT)).matches();
    }
  }

  /**
   * A message to a chat.
   *
   * @param token of the bot that writes
   * @param chatId a number, or the name of a channel
   */
  record Telegram(int enable, String token, JsonNode chatId, Timeout params) implements Callback {
    private static final String PATH = "token";

    @JsonCreator
    static Telegram of(
        @JsonProperty("enable") @Nullable Integer enable,
        @JsonProperty("token") String token,
        @JsonProperty("chat_id") JsonNode chatId,
        @JsonProperty("params") @Nullable Timeout params) {
      return new Telegram(
          enable == null ? 1 : enable,
          token,
          chatId,
          params == null ? new Timeout(TIMEOUT) : params);
    }

    @Override
    public String destination() {
      return "telegram " + chatId.asString();
    }

    @Override
    public String origin() {
      return "telegram";
    }

    @Override
    public Map<String, String> secrets() {
      return Map.of(PATH, token);
    }

    @Override
    public Callback withSecrets(BinaryOperator<String> exchange) {
      return new Telegram(enable, exchange.apply(PATH, token), chatId, params);
    }

    @Override
    public Telegram within(int seconds) {
      return new Telegram(enable, token, chatId, new Timeout(Math.min(seconds, params.timeout())));
    }
  }

  /**
   * How long a call may take.
   *
   * @param timeout in seconds
   */
  record Timeout(int timeout) {
    @JsonCreator
    static Timeout of(@JsonProperty("timeout") @Nullable Integer timeout) {
      return new Timeout(timeout == null ? TIMEOUT : timeout);
    }
  }
}
