package dev.luna.transfer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.luna.accounts.AccountType;
import dev.luna.accounts.Passwords;
import dev.luna.json.Json;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
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
  @JsonSubTypes.Type(value = Line.Face.class, name = "face")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Line {
  /** Bounds of times, as RFC 3339 can write them. */
  Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

  /** The first instant that is too late. */
  Instant LATEST = Instant.parse("+10000-01-01T00:00:00Z");

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
      require("account_id", accountId);
      require("account_type", accountType);
      require("login", login);
      check(
          "login", login.length() <= 128 && LOGIN.matcher(login).matches(), "is no e-mail address");
      time("create_time", createTime);
      time("last_update_time", lastUpdateTime);
      limit("description", description, 128);
      limit("password", password, 128);
      check(
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
      require("list_id", listId);
      time("create_time", createTime);
      time("last_update_time", lastUpdateTime);
      require("account_id", accountId);
      limit("user_data", userData, 128);
    }

    @Override
    public UUID id() {
      return listId;
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
      require("face_id", faceId);
      require("account_id", accountId);
      time("create_time", createTime);
      time("last_update_time", lastUpdateTime);
      limit("external_id", externalId, 36);
      limit("user_data", userData, 128);
      limit("avatar", avatar, 256);
      lists = lists == null ? List.of() : List.copyOf(new HashSet<>(lists));
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
      @Nullable Integer age,
      @Nullable Integer gender,
      @Nullable Integer ethnicity,
      List<UUID> samples,
      @Nullable Integer generation,
      List<Descriptor> descriptors) {
    public Attributes {
      within("attributes.age", age, 0, 200);
      within("attributes.gender", gender, 0, 1);
      within("attributes.ethnicity", ethnicity, 1, 4);
      within("attributes.generation", generation, 0, Integer.MAX_VALUE);
      samples = samples == null ? List.of() : List.copyOf(samples);
      descriptors = descriptors == null ? List.of() : List.copyOf(descriptors);
      var versions = new HashSet<Integer>();
      for (var descriptor : descriptors) {
        if (!versions.add(descriptor.descriptorVersion())) {
          throw new DuplicateVersionException();
        }
      }
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

    public Descriptor {
      within("descriptor_version", descriptorVersion, 1, Integer.MAX_VALUE);
      within("generation", generation, 0, Integer.MAX_VALUE);
      require("descriptor", descriptor);
      check(
          "descriptor",
          descriptor.length > 0 && descriptor.length <= LONGEST,
          "must have 1 to %d bytes".formatted(LONGEST));
    }
  }

  /** Thrown for two descriptors of one version. */
  final class DuplicateVersionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
  }

  private static void require(String name, @Nullable Object value) {
    check(name, value != null, "is missing");
  }

  private static void limit(String name, @Nullable String text, int length) {
    check(name, text == null || text.length() <= length, "is longer than " + length);
    check(
        name, text == null || Json.isStorable(text), "contains a character that cannot be stored");
  }

  private static void time(String name, @Nullable Instant time) {
    check(
        name,
        time == null || (!time.isBefore(EARLIEST) && time.isBefore(LATEST)),
        "is not between the years 1 and 9999");
  }

  private static void within(String name, @Nullable Integer number, int least, int most) {
    check(
        name,
        number == null || (number >= least && number <= most),
        "is not between %d and %d".formatted(least, most));
  }

  private static void check(String name, boolean fits, String problem) {
    if (!fits) {
      throw new IllegalArgumentException(name + " " + problem);
    }
  }
}
