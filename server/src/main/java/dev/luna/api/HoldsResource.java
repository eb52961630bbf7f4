package dev.luna.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.luna.db.Timeline;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.faces.FaceStore;
import dev.luna.faces.ListStore;
import dev.luna.holds.Hold;
import dev.luna.holds.HoldStore;
import dev.luna.http.Access;
import dev.luna.http.Audit;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Legal holds: what collections do not remove. */
public final class HoldsResource implements Resource {
  private static final String ONE = "/4/holds/{hold_id}";
  private final HoldStore holds;
  private final ListStore lists;
  private final FaceStore faces;
  private final Audit audit;
  private final InstantSource clock;

  /**
   * @param audit in the database of {@code holds}
   */
  public HoldsResource(
      HoldStore holds, ListStore lists, FaceStore faces, Audit audit, InstantSource clock) {
    this.holds = holds;
    this.lists = lists;
    this.faces = faces;
    this.audit = audit;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/4/holds", Access.ADMIN, this::page),
        new Route("GET", ONE, Access.ADMIN, this::get),
        new Route("PUT", ONE, Access.ADMIN, this::put),
        new Route("DELETE", ONE, Access.ADMIN, this::delete));
  }

  private Reply page(Request request) {
    return Reply.json(
        new HoldsReply(holds.page(request.page()).stream().map(HoldReply::of).toList()));
  }

  private Reply get(Request request) {
    UUID id = request.uuid("hold_id");
    return Reply.json(holds.byId(id).map(HoldReply::of).orElseThrow(() -> missing(id)));
  }

  private Reply put(Request request) {
    UUID id = request.uuid("hold_id");
    var hold = hold(id, Json.convert(request.body(), HoldBody.class), request);
    refuseUnknown(hold);
    return audit.within(
        request,
        () -> {
          traceOld(id, request);
          var reply = holds.put(hold) ? Reply.json(201, HoldReply.of(hold)) : Reply.empty(204);
          holds.byId(id).map(HoldReply::of).ifPresent(request.trail()::to);
          return reply;
        });
  }

  private Reply delete(Request request) {
    UUID id = request.uuid("hold_id");
    return audit.done(
        request,
        () -> {
          traceOld(id, request);
          if (!holds.delete(id)) {
            throw missing(id);
          }
        });
  }

  private void traceOld(UUID id, Request request) {
    holds.byId(id).map(HoldReply::of).ifPresent(request.trail()::from);
  }

  private Hold hold(UUID id, HoldBody body, Request request) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Instant expires = body.expireTime();
    if (expires != null && !expires.isAfter(now)) {
      throw new CodedException(ErrorCode.BAD_INPUT, "expire_time has to be in the future");
    }
    var filters = body.filters();
    return new Hold(
        id,
        Hold.Target.of(body.target()),
        filters == null ? body.accountId() : filters.accountId(),
        body.listId(),
        body.faceId(),
        filters == null ? Hold.Events.NONE : filters.events(),
        body.reason(),
        request.account().accountId(),
        now,
        now,
        expires == null ? null : expires.truncatedTo(ChronoUnit.MILLIS));
  }

  /** An account may be gone while its data stays: only lists and faces have to be there. */
  private void refuseUnknown(Hold hold) {
    UUID listId = hold.listId();
    if (listId != null && lists.existing(List.of(listId), null).isEmpty()) {
      throw new CodedException(ErrorCode.LISTS_NOT_FOUND, listId);
    }
    UUID faceId = hold.faceId();
    if (faceId != null && faces.existing(List.of(faceId), null).isEmpty()) {
      throw new CodedException(ErrorCode.FACES_NOT_FOUND, faceId);
    }
  }

  private static CodedException missing(UUID id) {
    return new CodedException(ErrorCode.HOLD_NOT_FOUND, id);
  }

  private record HoldBody(
      String target,
      @Nullable UUID accountId,
      @Nullable UUID listId,
      @Nullable UUID faceId,
      @Nullable Filters filters,
      String reason,
      @Nullable Instant expireTime) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Filters(
      @Nullable UUID accountId,
      @Nullable List<UUID> eventIds,
      @Nullable List<UUID> handlerIds,
      @Nullable List<String> sources,
      @Nullable List<UUID> streamIds,
      @Nullable List<String> tags,
      @Nullable List<UUID> faceIds,
      @JsonProperty("create_time__gte") @Nullable Instant createTimeGte,
      @JsonProperty("create_time__lt") @Nullable Instant createTimeLt) {
    Hold.Events events() {
      return new Hold.Events(
          orNone(eventIds),
          orNone(handlerIds),
          orNone(sources),
          orNone(streamIds),
          orNone(tags),
          orNone(faceIds),
          new Timeline.Span(createTimeGte, wholeMillis(createTimeLt)));
    }

    /** Times are kept in milliseconds: the bound moves to where more is held. */
    private static @Nullable Instant wholeMillis(@Nullable Instant before) {
      if (before == null) {
        return null;
      }
      var floor = before.truncatedTo(ChronoUnit.MILLIS);
      return floor.equals(before) ? floor : floor.plusMillis(1);
    }

    static Filters of(Hold hold) {
      var events = hold.events();
      return new Filters(
          hold.accountId(),
          orNull(events.eventIds()),
          orNull(events.handlerIds()),
          orNull(events.sources()),
          orNull(events.streamIds()),
          orNull(events.tags()),
          orNull(events.faceIds()),
          events.created().from(),
          events.created().before());
    }

    private static <T> List<T> orNone(@Nullable List<T> values) {
      return values == null ? List.of() : values;
    }

    private static <T> @Nullable List<T> orNull(List<T> values) {
      return values.isEmpty() ? null : values;
    }
  }

  private record HoldsReply(List<HoldReply> holds) {}

  private record HoldReply(
      UUID holdId,
      String target,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID accountId,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID listId,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID faceId,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Filters filters,
      String reason,
      UUID createdBy,
      Instant createTime,
      Instant lastUpdateTime,
      @Nullable Instant expireTime) {
    static HoldReply of(Hold hold) {
      boolean isFilter = hold.target() == Hold.Target.EVENTS;
      return new HoldReply(
          hold.holdId(),
          hold.target().wireName(),
          isFilter ? null : hold.accountId(),
          hold.listId(),
          hold.faceId(),
          isFilter ? Filters.of(hold) : null,
          hold.reason(),
          hold.createdBy(),
          hold.createTime(),
          hold.lastUpdateTime(),
          hold.expireTime());
    }
  }
}
