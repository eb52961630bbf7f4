package dev.luna.web.faces;

import dev.luna.faces.Face;
import dev.luna.web.frame.Show;
import dev.luna.web.frame.Texts;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A face as pages show it; what is not known is empty. */
public record FaceView(
    String id,
    String accountId,
    String externalId,
    String userData,
    String eventId,
    String created,
    String createdExact,
    String traits,
    String versions,
    List<String> lists,
    List<String> samples) {

  static FaceView of(Face face) {
    var attributes = face.attributes();
    UUID event = face.eventId();
    return new FaceView(
        face.faceId().toString(),
        face.accountId().toString(),
        face.externalId(),
        face.userData(),
        event == null ? "" : event.toString(),
        Show.time(face.createTime()),
        Show.exact(face.createTime()),
        attributes == null ? "" : traits(attributes.age(), attributes.gender()),
        attributes == null
            ? ""
            : String.join(
                ", ",
                attributes.descriptors().stream()
                    .map(descriptor -> String.valueOf(descriptor.version()))
                    .toList()),
        face.lists().stream().map(UUID::toString).toList(),
        attributes == null
            ? List.of()
            : attributes.samples().stream().map(UUID::toString).toList());
  }

  private static String traits(@Nullable Integer age, @Nullable Integer gender) {
    String sex = gender == null ? "" : Texts.text(gender == 0 ? "face.female" : "face.male");
    if (age == null) {
      return sex;
    }
    return sex.isEmpty() ? String.valueOf(age) : sex + ", " + age;
  }
}
