package dev.luna.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.faces.Attributes;
import dev.luna.faces.Descriptor;
import dev.luna.faces.Face;
import dev.luna.faces.FaceStore;
import dev.luna.faces.Faces;
import dev.luna.http.Access;
import dev.luna.http.Audit;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Attributes of faces in the platform API. */
public final class AttributesResource implements Resource {
  private static final String PATH = "/6/faces/{face_id}/attributes";

  private final FaceStore store;
  private final Faces faces;
  private final Audit audit;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  public AttributesResource(
      FaceStore store, Faces faces, Audit audit, Supplier<UUID> ids, InstantSource clock) {
    this.store = store;
    this.faces = faces;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", PATH, Access.ACCOUNT, this::get),
        new Route("PUT", PATH, Access.ACCOUNT, this::replace),
        new Route("DELETE", PATH, Access.ACCOUNT, this::remove));
  }

  private Reply get(Request request) {
    UUID faceId = request.uuid("face_id");
    var face =
        store
            .byId(faceId, request.number("with_descriptors") == 1)
            .filter(found -> request.actor().sees(found.accountId()))
            .orElseThrow(() -> new CodedException(ErrorCode.FACE_NOT_FOUND, faceId));
    return Reply.json(AttributesReply.of(found(face)));
  }

  private Reply replace(Request request) {
    UUID faceId = request.uuid("face_id");
    var body = request.body(AttributesBody.class);
    faces.prepare(body.versions());
    return audit.once(
        request,
        () -> {
          faces.change(faceId, request.actor().accountId(), face -> with(face, body.of(face, ids)));
          return Reply.empty(204);
        });
  }

  private Reply remove(Request request) {
    return audit.done(
        request,
        () ->
            faces.change(
                request.uuid("face_id"),
                request.actor().accountId(),
                face -> {
                  var _ = found(face);
                  return with(face, null);
                }));
  }

  private static Attributes found(Face face) {
    if (face.attributes() == null) {
      throw new CodedException(ErrorCode.ATTRIBUTES_NOT_FOUND, face.faceId());
    }
    return face.attributes();
  }

  private Face with(Face face, @Nullable Attributes attributes) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return new Face(
        face.faceId(),
        face.accountId(),
        face.externalId(),
        face.userData(),
        face.eventId(),
        face.avatar(),
        face.createTime(),
        now,
        face.lists(),
        attributes);
  }

  record AttributesReply(
      UUID attributeId,
      @Nullable Integer age,
      @Nullable Integer gender,
      @Nullable Integer ethnicity,
      List<UUID> samples,
      int generation,
      List<DescriptorReply> descriptors) {

    static AttributesReply of(Attributes attributes) {
      return new AttributesReply(
          attributes.attributeId(),
          attributes.age(),
          attributes.gender(),
          attributes.ethnicity(),
          attributes.samples(),
          attributes.generation(),
          attributes.descriptors().stream().map(DescriptorReply::of).toList());
    }
  }

  /** Biometric data is in an answer only where it was asked for. */
  private record DescriptorReply(
      int descriptorVersion,
      int generation,
      @JsonInclude(JsonInclude.Include.NON_NULL) byte @Nullable [] descriptor) {

    static DescriptorReply of(Descriptor descriptor) {
      return new DescriptorReply(descriptor.version(), descriptor.generation(), descriptor.bytes());
    }
  }

  /** A descriptor as a sender writes it, of a face or an event. */
  record DescriptorBody(int descriptorVersion, byte[] descriptor) {
    private static final int LONGEST = 1 << 16;

    /**
     * @throws CodedException DUPLICATE_DESCRIPTOR_VERSION
     */
    static List<DescriptorBody> checked(@Nullable List<DescriptorBody> descriptors) {
      if (descriptors == null) {
        return List.of();
      }
      var versions = new HashSet<Integer>();
      for (var descriptor : descriptors) {
        if (descriptor.descriptor().length > LONGEST) {
          throw new CodedException(
              ErrorCode.INVALID_JSON, "descriptor", "has more than %d bytes".formatted(LONGEST));
        }
        if (!versions.add(descriptor.descriptorVersion())) {
          throw new CodedException(ErrorCode.DUPLICATE_DESCRIPTOR_VERSION);
        }
      }
      return descriptors;
    }
  }

  record AttributesBody(
      @Nullable Integer age,
      @Nullable Integer gender,
      @Nullable Integer ethnicity,
      @Nullable List<UUID> samples,
      @Nullable List<DescriptorBody> descriptors,
      @Nullable Integer generation) {

    /**
     * @throws CodedException DUPLICATE_DESCRIPTOR_VERSION
     */
    List<Integer> versions() {
      return DescriptorBody.checked(descriptors).stream()
          .map(DescriptorBody::descriptorVersion)
          .toList();
    }

    /**
     * What a face has after the replacement.
     *
     * @throws CodedException SAMPLES_CHANGED if the sender knows another generation, or
     *     DUPLICATE_DESCRIPTOR_VERSION
     */
    Attributes of(Face face, Supplier<UUID> ids) {
      var before = face.attributes();
      var after = samples == null ? List.<UUID>of() : List.copyOf(samples);
      int known = before == null ? 0 : before.generation();
      if (generation != null && generation != known) {
        throw new CodedException(ErrorCode.SAMPLES_CHANGED, face.faceId());
      }
      int next = before == null || before.samples().equals(after) ? known : known + 1;
      return new Attributes(
          before == null ? ids.get() : before.attributeId(),
          age,
          gender,
          ethnicity,
          after,
          next,
          DescriptorBody.checked(descriptors).stream()
              .map(d -> new Descriptor(d.descriptorVersion(), next, d.descriptor()))
              .toList());
    }
  }
}
