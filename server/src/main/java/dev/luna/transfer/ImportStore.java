package dev.luna.transfer;

import de.bytefish.pgbulkinsert.row.SimpleRow;
import de.bytefish.pgbulkinsert.row.SimpleRowWriter;
import dev.luna.db.Database;
import dev.luna.faces.DescriptorStore;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Writes imported objects, with COPY wherever there are many. */
final class ImportStore {
  private static final SimpleRowWriter.Table FACES =
      table(
          "faces",
          "face_id",
          "account_id",
          "external_id",
          "user_data",
          "event_id",
          "avatar",
          "create_time",
          "last_update_time");
  private static final SimpleRowWriter.Table ATTRIBUTES =
      table(
          "face_attributes",
          "face_id",
          "account_id",
          "age",
          "gender",
          "ethnicity",
          "samples",
          "generation");
  private static final SimpleRowWriter.Table DESCRIPTORS =
      table("face_descriptors", "face_id", "descriptor_version", "descriptor", "generation");
  private static final SimpleRowWriter.Table LINKS = table("list_faces", "list_id", "face_id");

  private final Database database;
  private final DescriptorStore descriptors;

  ImportStore(Database database) {
    this.database = database;
    this.descriptors = new DescriptorStore(database);
  }

  /** How many lines of a source have been committed before. */
  long committed(String source) {
    Optional<Long> lines =
        database.query(handle ->
            handle
                .select("select lines from imports where source = :source")
                .bind("source", source)
                .mapTo(Long.class)
                .findOne());
    return lines.orElse(0L);
  }

  /** Commits {@code work} together with how many lines of the source are settled. */
  void commit(@Nullable String source, long lines, Instant now, Runnable work) {
    database.inTransaction(handle -> {
      work.run();
      if (source != null) {
        handle
            .createUpdate(
                """
                insert into imports (source, lines, last_update_time)
                values (:source, :lines, :now)
                on conflict (source) do update
                set lines = greatest(imports.lines, excluded.lines),
                    last_update_time = excluded.last_update_time
                """)
            .bind("source", source)
            .bind("lines", lines)
            .bind("now", now)
            .execute();
      }
    });
  }

  /** Forgets a source that was read to its end. */
  void finished(String source) {
    database.inTransaction(handle ->
        handle
            .createUpdate("delete from imports where source = :source")
            .bind("source", source)
            .execute());
  }

  Set<UUID> existingFaces(Collection<UUID> ids) {
    return existing("select face_id from faces where face_id = any(:ids)", ids);
  }

  /** Those of the lists that exist; they stay until the transaction ends. */
  Set<UUID> existingLists(Collection<UUID> ids) {
    return existing("select list_id from lists where list_id = any(:ids) for key share", ids);
  }

  /** Whether it was added: not if the id is there already. */
  boolean insertList(Line.FaceList list, Instant now) {
    return database.query(handle ->
        handle
            .createUpdate(
                """
                insert into lists (list_id, account_id, user_data, create_time,
                  last_update_time)
                values (:id, :account, :data, :created, :updated)
                on conflict do nothing
                """)
            .bind("id", list.listId())
            .bind("account", list.accountId())
            .bind("data", text(list.userData()))
            .bind("created", or(list.createTime(), now))
            .bind("updated", or(list.lastUpdateTime(), or(list.createTime(), now)))
            .execute())
        == 1;
  }

  /** Adds faces that are not there yet, with all that belongs to them. */
  void insertFaces(List<Line.Face> faces, Instant now) {
    database.inTransaction(handle -> {
      copy(handle, FACES, faces, (row, face) -> write(row, face, now));
      var withAttributes = faces.stream().filter(face -> face.attributes() != null).toList();
      copy(handle, ATTRIBUTES, withAttributes, ImportStore::writeAttributes);
      copyDescriptors(handle, withAttributes);
      copyLinks(handle, faces);
    });
  }

  /** Makes partitions for versions; outside of the batches, since that takes locks. */
  void prepare(Collection<Integer> versions) {
    versions.forEach(descriptors::ensurePartition);
  }

  private Set<UUID> existing(String query, Collection<UUID> ids) {
    return database.query(handle ->
        new HashSet<>(
            handle.select(query).bindArray("ids", UUID.class, ids).mapTo(UUID.class).list()));
  }

  private void copyDescriptors(Handle handle, List<Line.Face> faces) {
    var counts = new HashMap<Integer, Long>();
    copyRows(
        handle,
        DESCRIPTORS,
        writer -> {
          for (var face : faces) {
            for (var descriptor : Objects.requireNonNull(face.attributes()).descriptors()) {
              counts.merge(descriptor.descriptorVersion(), 1L, Long::sum);
              writer.startRow(row -> writeDescriptor(row, face, descriptor));
            }
          }
        });
    descriptors.count(counts);
  }

  private static void copyLinks(Handle handle, List<Line.Face> faces) {
    if (faces.stream().allMatch(face -> face.lists().isEmpty())) {
      return;
    }
    copyRows(
        handle,
        LINKS,
        writer ->
            faces.forEach(face ->
                face.lists()
                    .forEach(list ->
                        writer.startRow(row -> {
                          row.setUUID(0, list);
                          row.setUUID(1, face.faceId());
                        }))));
  }

  private static void write(SimpleRow row, Line.Face face, Instant now) {
    row.setUUID(0, face.faceId());
    row.setUUID(1, face.accountId());
    row.setText(2, text(face.externalId()));
    row.setText(3, text(face.userData()));
    row.setUUID(4, face.eventId());
    row.setText(5, text(face.avatar()));
    Instant created = or(face.createTime(), now);
    row.setTimeStampTz(6, utc(created));
    row.setTimeStampTz(7, utc(or(face.lastUpdateTime(), created)));
  }

  private static void writeAttributes(SimpleRow row, Line.Face face) {
    var attributes = Objects.requireNonNull(face.attributes());
    row.setUUID(0, face.faceId());
    row.setUUID(1, face.accountId());
    row.setShort(2, small(attributes.age()));
    row.setShort(3, small(attributes.gender()));
    row.setShort(4, small(attributes.ethnicity()));
    row.setUUIDArray(5, attributes.samples());
    row.setInteger(6, attributes.generation() == null ? 0 : attributes.generation());
  }

  private static void writeDescriptor(SimpleRow row, Line.Face face, Line.Descriptor descriptor) {
    row.setUUID(0, face.faceId());
    row.setInteger(1, descriptor.descriptorVersion());
    row.setByteArray(2, descriptor.descriptor());
    row.setInteger(3, descriptor.generation() == null ? 0 : descriptor.generation());
  }

  private static <T> void copy(
      Handle handle, SimpleRowWriter.Table table, List<T> items, BiConsumer<SimpleRow, T> write) {
    copyRows(
        handle,
        table,
        writer -> items.forEach(item -> writer.startRow(row -> write.accept(row, item))));
  }

  private static void copyRows(
      Handle handle, SimpleRowWriter.Table table, Consumer<SimpleRowWriter> rows) {
    try (var writer =
        new SimpleRowWriter(table, handle.getConnection().unwrap(PGConnection.class))) {
      rows.accept(writer);
    } catch (SQLException e) {
      throw new IllegalStateException("COPY into " + table.getTable() + " failed", e);
    }
  }

  private static SimpleRowWriter.Table table(String name, String... columns) {
    return new SimpleRowWriter.Table(name, columns);
  }

  private static @Nullable Short small(@Nullable Integer number) {
    return number == null ? null : number.shortValue();
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static Instant or(@Nullable Instant time, Instant fallback) {
    return time == null ? fallback : time;
  }

  private static ZonedDateTime utc(Instant time) {
    return time.atZone(ZoneOffset.UTC);
  }
}
