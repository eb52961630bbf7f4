package dev.luna.transfer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.luna.accounts.AccountType;
import dev.luna.accounts.Passwords;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of the transfer format, documented in {@code docs/transfer.md} with its schema. What a
 * line leaves out is empty; the records refuse what does not fit and name the field.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Line.Account.class, name = "account"),
  @JsonSubTypes.Type(value = Line.FaceList.class, name = "list"),
  @JsonSubTypes.Type(value = Line.Sample.class, name = "sample"),
  @JsonSubTypes.Type(value = Line.Face.class, name = "face"),
  @JsonSubTypes.Type(value = EventLine.class, name = "event")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Line
    permits Line.Account, Line.FaceList, Line.Sample, Line.Face, EventLine {
  /** Generations grow from where they are, so none may be at the end. */
  int LAST_GENERATION = 1_000_000_000;

  /** Id of the object. */
  UUID id();

  /**
   * An account.
   *
   * @param password to be hashed; without one and without a hash nobody can log in until a reset
   * @param passwordHash argon2id in its encoded form
   */
  record Account(
      UUID accountId,
      AccountType accountType,
      String login,
      @Nullable String description,
      @Nullable String password,
      @Nullable String passwordHash,
      @Nullable Instant createTime,
      @Nullable Instant lastUpdateTime)
      implements Line {
    private static final Pattern LOGIN =
        Pattern.compile("[a-z0-9_'+\\-.]+@(?!.*\\.\\.)[a-z0-9][a-z0-9.]*\\.[a-z]{2,}");

    public Account {
      Fields.require("account_id", accountId);
      Fields.require("account_type", accountType);
      Fields.require("login", login);
      Fields.check(
          "login", login.length() <= 128 && LOGIN.matcher(login).matches(), "is no e-mail address");
      Fields.time("create_time", createTime);
      Fields.time("last_update_time", lastUpdateTime);
      Fields.limit("description", description, 128);
      Fields.limit("password", password, 128);
      Fields.check(
          "password_hash",
          passwordHash == null || Passwords.isHash(passwordHash),
          "is no argon2id hash");
    }

    @Override
    public UUID id() {
      return accountId;
    }

    @Override
    public String toString() {
      return "account " + accountId;
    }
  }

  /** A list of faces. */
  record FaceList(
      UUID listId,
      UUID accountId,
      @Nullable String userData,
      @Nullable Instant createTime,
      @Nullable Instant lastUpdateTime)
      implements Line {
    public FaceList {
      Fields.require("list_id", listId);
      Fields.time("create_time", createTime);
      Fields.time("last_update_time", lastUpdateTime);
      Fields.require("account_id", accountId);
      Fields.limit("user_data", userData, 128);
    }

    @Override
    public UUID id() {
      return listId;
    }
  }

  /**
   * An image whose content lies beside the lines, or is stored already.
   *
   * @param bucket faces-samples, bodies-samples or images
   * @param expireTime when it goes by itself; kept without it
   */
  record Sample(
      UUID sampleId,
      String bucket,
      UUID accountId,
      @Nullable Instant createTime,
      @Nullable Instant expireTime)
      implements Line {
    public Sample {
      Fields.require("sample_id", sampleId);
      Fields.require("account_id", accountId);
      Fields.check(
          "bucket",
          bucket != null && ImageFiles.BUCKETS.contains(bucket),
          "is none of " + ImageFiles.BUCKETS);
      Fields.time("create_time", createTime);
      Fields.time("expire_time", expireTime);
    }

    @Override
    public UUID id() {
      return sampleId;
    }
  }

  /**
   * A face.
   *
   * @param lists ids of the lists that it is attached to
   */
  record Face(
      UUID faceId,
      UUID accountId,
      @Nullable String externalId,
      @Nullable String userData,
      @Nullable UUID eventId,
      @Nullable String avatar,
      @Nullable Instant createTime,
      @Nullable Instant lastUpdateTime,
      List<UUID> lists,
      @Nullable Attributes attributes)
      implements Line {
    public Face {
      Fields.require("face_id", faceId);
      Fields.require("account_id", accountId);
      Fields.time("create_time", createTime);
      Fields.time("last_update_time", lastUpdateTime);
      Fields.limit("external_id", externalId, 36);
      Fields.limit("user_data", userData, 128);
      Fields.limit("avatar", avatar, 256);
      lists = List.copyOf(new LinkedHashSet<>(Fields.copy("lists", lists)));
    }

    /** The face as it is stored. */
    dev.luna.faces.Face toFace(Instant now, Supplier<UUID> ids) {
      Instant created = createTime == null ? now : createTime;
      return new dev.luna.faces.Face(
          faceId,
          accountId,
          Objects.requireNonNullElse(externalId, ""),
          Objects.requireNonNullElse(userData, ""),
          eventId,
          Objects.requireNonNullElse(avatar, ""),
          created,
          lastUpdateTime == null ? created : lastUpdateTime,
          lists,
          attributes == null ? null : attributes.toAttributes(ids));
    }

    /** A stored face as a line; what is empty is left out. */
    static Face of(dev.luna.faces.Face face) {
      return new Face(
          face.faceId(),
          face.accountId(),
          Fields.orNull(face.externalId()),
          Fields.orNull(face.userData()),
          face.eventId(),
          Fields.orNull(face.avatar()),
          face.createTime(),
          face.lastUpdateTime(),
          face.lists(),
          face.attributes() == null ? null : Attributes.of(face.attributes()));
    }

    @Override
    public UUID id() {
      return faceId;
    }
  }

  /**
   * Attributes of a face.
   *
   * @param age in years
   * @param gender 0 female, 1 male
   * @param ethnicity 1 african_american, 2 indian, 3 asian, 4 caucasian
   * @param samples ids of the samples that they were extracted from
   * @param generation grows when the samples are replaced
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Attributes(
      @Nullable UUID attributeId,
      @Nullable Integer age,
      @Nullable Integer gender,
      @Nullable Integer ethnicity,
      List<UUID> samples,
      @Nullable Integer generation,
      List<Descriptor> descriptors) {
    public Attributes {
      Fields.within("attributes.age", age, 0, 200);
      Fields.within("attributes.gender", gender, 0, 1);
      Fields.within("attributes.ethnicity", ethnicity, 1, 4);
      Fields.within("attributes.generation", generation, 0, LAST_GENERATION);
      samples = Fields.copy("attributes.samples", samples);
      descriptors = Descriptor.distinct(descriptors);
    }

    private dev.luna.faces.Attributes toAttributes(Supplier<UUID> ids) {
      return new dev.luna.faces.Attributes(
          attributeId == null ? ids.get() : attributeId,
          age,
          gender,
          ethnicity,
          samples,
          generation == null ? 0 : generation,
          descriptors.stream()
              .map(d ->
                  new dev.luna.faces.Descriptor(
                      d.descriptorVersion(),
                      d.generation() == null ? 0 : d.generation(),
                      d.descriptor()))
              .toList());
    }

    private static Attributes of(dev.luna.faces.Attributes stored) {
      return new Attributes(
          stored.attributeId(),
          stored.age(),
          stored.gender(),
          stored.ethnicity(),
          stored.samples(),
          stored.generation(),
          stored.descriptors().stream()
              .map(d ->
                  new Descriptor(d.version(), Objects.requireNonNull(d.bytes()), d.generation()))
              .toList());
    }
  }

  /**
   * A descriptor.
   *
   * @param descriptor its bytes, base64 in JSON
   * @param generation of the samples that it was extracted from
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Descriptor(int descriptorVersion, byte[] descriptor, @Nullable Integer generation) {
    private static final int LONGEST = 1 << 16;

    /**
     * @throws DuplicateVersionException for two of one version
     */
    static List<Descriptor> distinct(@Nullable List<Descriptor> descriptors) {
      var all = Fields.copy("descriptors", descriptors);
      var versions = new HashSet<Integer>();
      for (var descriptor : all) {
        if (!versions.add(descriptor.descriptorVersion())) {
          throw new DuplicateVersionException();
        }
      }
      return all;
    }

    public Descriptor {
      Fields.within("descriptor_version", descriptorVersion, 1, Integer.MAX_VALUE);
      Fields.within("generation", generation, 0, LAST_GENERATION);
      Fields.require("descriptor", descriptor);
      Fields.check(
          "descriptor",
          descriptor.length > 0 && descriptor.length <= LONGEST,
          "must have 1 to %d bytes",
          LONGEST);
    }
  }

  /** Thrown for two descriptors of one version. */
  final class DuplicateVersionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
  }
}
