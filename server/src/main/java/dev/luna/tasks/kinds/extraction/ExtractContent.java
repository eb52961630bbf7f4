package dev.luna.tasks.kinds.extraction;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.luna.db.Timeline;
import dev.luna.extraction.ModelKind;
import dev.luna.tasks.RelativeTime;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an extraction adds, and to which objects.
 *
 * @param options with the version where the target is a descriptor; may be null otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExtractContent(
    Filters filters, ModelKind extractionTarget, @Nullable Options options) {

  /** Objects that have samples. */
  public enum ObjectsType {
    FACES,
    EVENTS;

    /** Its name on the wire. */
    @JsonValue
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Which objects; null means any.
   *
   * @param createTimeGte times are of RFC 3339, or relative until the content is accepted
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Filters(
      ObjectsType objectsType,
      @Nullable UUID accountId,
      @JsonProperty("face_id__gte") @Nullable UUID faceIdGte,
      @JsonProperty("face_id__lt") @Nullable UUID faceIdLt,
      @JsonProperty("event_id__gte") @Nullable UUID eventIdGte,
      @JsonProperty("event_id__lt") @Nullable UUID eventIdLt,
      @JsonProperty("create_time__gte") @Nullable String createTimeGte,
      @JsonProperty("create_time__lt") @Nullable String createTimeLt) {

    Timeline.Span created() {
      return new Timeline.Span(RelativeTime.parse(createTimeGte), RelativeTime.parse(createTimeLt));
    }

    IdRange ids() {
      return switch (objectsType) {
        case FACES -> new IdRange(faceIdGte, faceIdLt);
        case EVENTS -> new IdRange(eventIdGte, eventIdLt);
      };
    }
  }

  /**
   * @param missing always true: what is there already is never extracted again
   * @param descriptorVersion the wanted one; null where the target is no descriptor
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Options(boolean missing, @Nullable Integer descriptorVersion) {}

  /**
   * With times that do not depend on the moment any more.
   *
   * @throws IllegalArgumentException if one is no time
   */
  ExtractContent resolved(Instant now) {
    return new ExtractContent(
        new Filters(
            filters.objectsType,
            filters.accountId,
            filters.faceIdGte,
            filters.faceIdLt,
            filters.eventIdGte,
            filters.eventIdLt,
            RelativeTime.resolve(filters.createTimeGte, now),
            RelativeTime.resolve(filters.createTimeLt, now)),
        extractionTarget,
        options);
  }

  @Nullable Integer version() {
    return options == null ? null : options.descriptorVersion();
  }
}
