package dev.luna.faces;

import de.bytefish.pgbulkinsert.row.SimpleRow;
import dev.luna.db.Columns;
import dev.luna.db.Copy;
import dev.luna.db.Counter;
import dev.luna.db.Counters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** How faces with all that belongs to them stand in the tables. */
final class FaceRows {
  private static final Copy FACES =
      new Copy(
          "faces",
          "face_id",
          "account_id",
          "external_id",
          "user_data",
          "event_id",
          "avatar",
          "create_time",
          "last_update_time");
  private static final Copy ATTRIBUTES =
      new Copy(
          "face_attributes",
          "face_id",
          "account_id",
          "age",
          "gender",
          "ethnicity",
          "samples",
          "generation",
          "attribute_id");
  private static final Copy DESCRIPTORS =
      new Copy("face_descriptors", "face_id", "descriptor_version", "descriptor", "generation");
  private static final Copy LINKS = new Copy("list_faces", "list_id", "face_id", "create_time");

  private final Handle handle;

  FaceRows(Handle handle) {
    this.handle = handle;
  }

  /** The query for the faces that {@code page}, a query itself, picks. */
  static String select(String page, String order, boolean withDescriptors) {
    return """
    select page.*, a.attribute_id, a.age, a.gender, a.ethnicity, a.samples, a.generation,
      l.lists, d.versions, d.generations, d.descriptors
    from (
      %s
    ) as page
    left join face_attributes as a using (face_id)
    left join lateral (
      select array_agg(list_id order by list_id) as lists
      from list_faces
      where list_faces.face_id = page.face_id
    ) as l on true
    left join lateral (
      select array_agg(descriptor_version order by descriptor_version) as versions,
        array_agg(f.generation order by descriptor_version) as generations,
        array_agg(descriptor order by descriptor_version) filter (where %s) as descriptors
      from face_descriptors as f
      where f.face_id = page.face_id
    ) as d on true
    order by %s
    """
        .formatted(page, withDescriptors, order);
  }

  static Face face(ResultSet row, StatementContext context) throws SQLException {
    return new Face(
        row.getObject("face_id", UUID.class),
        row.getObject("account_id", UUID.class),
        row.getString("external_id"),
        row.getString("user_data"),
        row.getObject("event_id", UUID.class),
        row.getString("avatar"),
        Columns.time(row, "create_time"),
        Columns.time(row, "last_update_time"),
        List.of(Columns.array(row, "lists", new UUID[0])),
        row.getObject("attribute_id") == null ? null : attributes(row));
  }

  /** A part of a face that has a row of its own. */
  private record Part<T>(Face face, T value) {}

  /** Adds faces with what belongs to them. */
  void copy(List<Face> faces) {
    FACES.write(handle, faces, FaceRows::writeFace);
    LINKS.write(
        handle,
        faces.stream()
            .flatMap(face -> face.lists().stream().map(list -> new Part<>(face, list)))
            .toList(),
        FaceRows::writeLink);
    copyAttributes(faces);
  }

  /** Adds attributes, with descriptors of versions that exist, to faces that have none yet. */
  void copyAttributes(List<Face> faces) {
    var attributes = new ArrayList<Part<Attributes>>();
    var descriptors = new ArrayList<Part<Descriptor>>();
    var counts = new HashMap<Integer, Long>();
    for (var face : faces) {
      if (face.attributes() != null) {
        attributes.add(new Part<>(face, face.attributes()));
        for (var descriptor : face.attributes().descriptors()) {
          descriptors.add(new Part<>(face, descriptor));
          counts.merge(descriptor.version(), 1L, Long::sum);
        }
      }
    }
    ATTRIBUTES.write(handle, attributes, FaceRows::writeAttributes);
    DESCRIPTORS.write(handle, descriptors, FaceRows::writeDescriptor);
    Counters.add(handle, Counter.FACE_DESCRIPTORS, counts);
  }

  private static Attributes attributes(ResultSet row) throws SQLException {
    Integer[] versions = Columns.array(row, "versions", new Integer[0]);
    Integer[] generations = Columns.array(row, "generations", new Integer[0]);
    byte[][] contents = Columns.array(row, "descriptors", new byte[0][]);
    var descriptors = new ArrayList<Descriptor>();
    for (int i = 0; i < versions.length; i++) {
      descriptors.add(
          new Descriptor(versions[i], generations[i], contents.length == 0 ? null : contents[i]));
    }
    return new Attributes(
        row.getObject("attribute_id", UUID.class),
        row.getObject("age", Integer.class),
        row.getObject("gender", Integer.class),
        row.getObject("ethnicity", Integer.class),
        List.of(Columns.array(row, "samples", new UUID[0])),
        row.getInt("generation"),
        List.copyOf(descriptors));
  }

  private static void writeFace(SimpleRow row, Face face) {
    row.setUUID(0, face.faceId());
    row.setUUID(1, face.accountId());
    row.setText(2, face.externalId());
    row.setText(3, face.userData());
    row.setUUID(4, face.eventId());
    row.setText(5, face.avatar());
    row.setTimeStampTz(6, Columns.copied(face.createTime()));
    row.setTimeStampTz(7, Columns.copied(face.lastUpdateTime()));
  }

  private static void writeAttributes(SimpleRow row, Part<Attributes> part) {
    var face = part.face();
    var attributes = part.value();
    row.setUUID(0, face.faceId());
    row.setUUID(1, face.accountId());
    row.setShort(2, Columns.copied(attributes.age()));
    row.setShort(3, Columns.copied(attributes.gender()));
    row.setShort(4, Columns.copied(attributes.ethnicity()));
    row.setUUIDArray(5, attributes.samples());
    row.setInteger(6, attributes.generation());
    row.setUUID(7, attributes.attributeId());
  }

  private static void writeDescriptor(SimpleRow row, Part<Descriptor> part) {
    var descriptor = part.value();
    row.setUUID(0, part.face().faceId());
    row.setInteger(1, descriptor.version());
    row.setByteArray(2, Objects.requireNonNull(descriptor.bytes()));
    row.setInteger(3, descriptor.generation());
  }

  private static void writeLink(SimpleRow row, Part<UUID> part) {
    row.setUUID(0, part.value());
    row.setUUID(1, part.face().faceId());
    row.setTimeStampTz(2, Columns.copied(part.face().createTime()));
  }
}
