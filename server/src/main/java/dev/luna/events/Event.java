package dev.luna.events;

import dev.luna.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Something that a camera or a recogniser saw.
 *
 * @param createTime when it happened, as its sender says
 * @param insertTime when it came in here
 * @param source up to 128 characters, may be empty
 * @param externalId up to 36 characters, may be empty
 * @param userData up to 128 characters, may be empty
 * @param trackId up to 36 characters, may be empty
 * @param imageOrigin id, path ({@code /6/images/…}) or url of the source image; may be empty
 * @param traits what was recognised
 * @param meta an object of the sender's own
 * @param location an object with city, area, district, street, house_number, geo_position
 */
public record Event(
    UUID eventId,
    UUID accountId,
    Instant createTime,
    Instant insertTime,
    @Nullable Instant endTime,
    @Nullable UUID handlerId,
    @Nullable UUID streamId,
    @Nullable UUID faceId,
    String source,
    String externalId,
    String userData,
    String trackId,
    String imageOrigin,
    List<String> tags,
    List<UUID> faceSamples,
    List<UUID> bodySamples,
    Traits traits,
    JsonNode meta,
    JsonNode location,
    List<EventDescriptor> faceDescriptors,
    List<EventDescriptor> bodyDescriptors) {

  private static final Pattern OWN_IMAGE = Pattern.compile("(?:/6/images/)?(" + Json.ID + ")");

  /** The id of the source image if it is one of ours. */
  List<UUID> ownImages() {
    return ownImage(imageOrigin).stream().toList();
  }

  /** The id of the image that an origin names, if it is one of ours. */
  public static Optional<UUID> ownImage(String imageOrigin) {
    var own = OWN_IMAGE.matcher(imageOrigin);
    return own.matches() ? Optional.of(UUID.fromString(own.group(1))) : Optional.empty();
  }

  /**
   * What was recognised; null where nothing was.
   *
   * @param age in years
   * @param gender 0 female, 1 male
   * @param ethnicGroup 1 african_american, 2 indian, 3 asian, 4 caucasian
   * @param emotion as the sender numbers them, like mask and liveness
   */
  public record Traits(
      @Nullable Integer age,
      @Nullable Integer gender,
      @Nullable Integer ethnicGroup,
      @Nullable Integer emotion,
      @Nullable Integer mask,
      @Nullable Integer liveness) {}
}
