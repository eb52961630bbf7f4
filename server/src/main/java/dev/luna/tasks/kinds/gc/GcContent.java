package dev.luna.tasks.kinds.gc;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.luna.db.Timeline;
import dev.luna.tasks.RelativeTime;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a garbage collection removes.
 *
 * @param storeResults whether the result lists the ids of what was removed; null means true
 * @param removeSamples 1 if samples that nothing else refers to go too; null means 0
 * @param removeImageOrigins 1 if source images go too; null means 0
 * @param force whether the default descriptor version may be removed; null means false
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GcContent(
    Target target,
    Filters filters,
    @Nullable Boolean storeResults,
    @Nullable Integer removeSamples,
    @Nullable Integer removeImageOrigins,
    @Nullable Boolean force) {

  /** Which objects. */
  public enum Target {
    FACE_DESCRIPTORS,
    EVENT_DESCRIPTORS,
    EVENTS,
    FACES;

    /** Its name on the wire. */
    @JsonValue
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Which of them. Each target has some of these, as the specification says; null means any.
   *
   * @param createTimeGte times are of RFC 3339, or relative until the content is accepted
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Filters(
      @Nullable Integer descriptorVersion,
      @Nullable String descriptorType,
      @Nullable UUID accountId,
      @Nullable UUID listId,
      @Nullable String userData,
      @Nullable List<String> externalIds,
      @Nullable List<UUID> handlerIds,
      @Nullable List<String> sources,
      @Nullable List<UUID> streamIds,
      @Nullable List<String> tags,
      @Nullable List<UUID> faceIds,
      @JsonProperty("event_id__gte") @Nullable UUID eventIdGte,
      @JsonProperty("event_id__lt") @Nullable UUID eventIdLt,
      @JsonProperty("face_id__gte") @Nullable UUID faceIdGte,
      @JsonProperty("face_id__lt") @Nullable UUID faceIdLt,
      @JsonProperty("create_time__gte") @Nullable String createTimeGte,
      @JsonProperty("create_time__lt") @Nullable String createTimeLt,
      @JsonProperty("insert_time__gte") @Nullable String insertTimeGte,
      @JsonProperty("insert_time__lt") @Nullable String insertTimeLt,
      @JsonProperty("end_time__gte") @Nullable String endTimeGte,
      @JsonProperty("end_time__lt") @Nullable String endTimeLt) {

    /**
     * With times that do not depend on the moment any more.
     *
     * @throws IllegalArgumentException if one is no time
     */
    Filters resolved(Instant now) {
      return new Filters(
          descriptorVersion,
          descriptorType,
          accountId,
          listId,
          userData,
          externalIds,
          handlerIds,
          sources,
          streamIds,
          tags,
          faceIds,
          eventIdGte,
          eventIdLt,
          faceIdGte,
          faceIdLt,
          RelativeTime.resolve(createTimeGte, now),
          RelativeTime.resolve(createTimeLt, now),
          RelativeTime.resolve(insertTimeGte, now),
          RelativeTime.resolve(insertTimeLt, now),
          RelativeTime.resolve(endTimeGte, now),
          RelativeTime.resolve(endTimeLt, now));
    }

    /** Whether they name nothing but an account and times of creation. */
    boolean areOfOwnerAndTime() {
      var bare =
          new Filters(
              null,
              null,
              accountId,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              createTimeGte,
              createTimeLt,
              null,
              null,
              null,
              null);
      return equals(bare);
    }

    Timeline.Span created() {
      return span(createTimeGte, createTimeLt);
    }

    Timeline.Span inserted() {
      return span(insertTimeGte, insertTimeLt);
    }

    Timeline.Span ended() {
      return span(endTimeGte, endTimeLt);
    }

    private static Timeline.Span span(@Nullable String from, @Nullable String before) {
      return new Timeline.Span(RelativeTime.parse(from), RelativeTime.parse(before));
    }
  }

  GcContent resolved(Instant now) {
    return new GcContent(
        target, filters.resolved(now), storeResults, removeSamples, removeImageOrigins, force);
  }

  boolean listsItems() {
    return storeResults == null || storeResults;
  }

  boolean removesSamples() {
    return removeSamples != null && removeSamples == 1;
  }

  boolean removesImageOrigins() {
    return removeImageOrigins != null && removeImageOrigins == 1;
  }

  boolean isForced() {
    return force != null && force;
  }
}
