package dev.luna.tasks.notifications;

import dev.luna.json.Json;
import dev.luna.outbound.Answer;
import dev.luna.outbound.Call;
import dev.luna.outbound.GuardedClient;
import dev.luna.outbound.OutboundException;
import dev.luna.secrets.Vault;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls receivers, each in its own way. */
public final class Sender {
  private static final int GONE = 410;

  private final GuardedClient client;
  private final Vault vault;
  private final String telegram;
  private final InstantSource clock;
  private final Supplier<UUID> ids;

  /**
   * @param telegram address of the bot API
   */
  public Sender(
      GuardedClient client, Vault vault, String telegram, InstantSource clock, Supplier<UUID> ids) {
    this.client = client;
    this.vault = vault;
    this.telegram = telegram.replaceAll("/+$", "");
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * What came of a call.
   *
   * @param status of the answer; null where there was none
   * @param reason in words, where it was not taken
   * @param asked what the receiver asks for before the next call; zero for nothing
   */
  public record Attempt(@Nullable Integer status, @Nullable String reason, Duration asked) {
    /** Whether the receiver took it. */
    public boolean isTaken() {
      return reason == null;
    }

    boolean isGone() {
      return status != null && status == GONE;
    }
  }

  /**
   * Calls an address.
   *
   * @param callback with encrypted secrets
   * @param id of the notification
   */
  Attempt post(Callback.Http callback, UUID id, String body) {
    return attempt(callback, open -> call((Callback.Http) open, id, body));
  }

  /**
   * Writes to a chat.
   *
   * @param callback with an encrypted token
   */
  Attempt write(Callback.Telegram callback, String text) {
    return attempt(callback, open -> call((Callback.Telegram) open, text));
  }

  /** Sends what a policy's author can see it by. */
  Attempt test(Callback callback, String body, String text, int longestSeconds) {
    return switch (callback) {
      case Callback.Http http -> post(http.within(longestSeconds), ids.get(), body);
      case Callback.Telegram chat -> write(chat.within(longestSeconds), text);
    };
  }

  private interface Preparation {
    Call of(Callback open);
  }

  private Attempt attempt(Callback callback, Preparation preparation) {
    try {
      var open = callback.withSecrets((path, sealed) -> vault.reveal(sealed));
      var answer = client.send(preparation.of(open));
      return answer.status() / 100 == 2
          ? new Attempt(answer.status(), null, Duration.ZERO)
          : new Attempt(answer.status(), "it answered " + answer.status(), wait(answer));
    } catch (OutboundException | Vault.UnreadableException e) {
      return new Attempt(null, e.getMessage(), Duration.ZERO);
    } catch (IllegalArgumentException e) {
      // An opened secret that no header can have; its words stay out of the reason.
      return new Attempt(null, "its headers cannot be sent", Duration.ZERO);
    }
  }

  private Call call(Callback.Http callback, UUID id, String body) {
    var now = clock.instant();
    var headers = new TreeMap<>(callback.params().headers());
    headers.putAll(new Webhook(vault.webhookKeys()).headers(id, now, body));
    headers.put("Content-Type", callback.params().contentType());
    headers.put("Luna-Request-Id", "%010d,%s".formatted(now.getEpochSecond(), ids.get()));
    var login = callback.authorization();
    if (login != null) {
      String pair = login.login() + ":" + login.password();
      headers.put(
          "Authorization",
          "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }
    return new Call(
        "POST",
        URI.create(callback.url()),
        headers,
        body.getBytes(StandardCharsets.UTF_8),
        Duration.ofSeconds(callback.params().timeout()));
  }

  private Call call(Callback.Telegram callback, String text) {
    return new Call(
        "POST",
        URI.create("%s/bot%s/sendMessage".formatted(telegram, callback.token())),
        Map.of("Content-Type", "application/json"),
        Json.MAPPER.writeValueAsBytes(Map.of("chat_id", callback.chatId(), "text", text)),
        Duration.ofSeconds(callback.params().timeout()));
  }

  private Duration wait(Answer answer) {
    String text = answer.headers().getOrDefault("retry-after", "").strip();
    if (text.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant time = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      var wait = Duration.between(clock.instant(), time);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeParseException e) {
      return Duration.ZERO;
    }
  }
}
