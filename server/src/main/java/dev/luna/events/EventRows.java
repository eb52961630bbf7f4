package dev.luna.events;

import de.bytefish.pgbulkinsert.row.SimpleRow;
import dev.luna.db.Columns;
import dev.luna.db.Copy;
import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** How events with their descriptors stand in the tables. */
final class EventRows {
  private static final Copy EVENTS =
      new Copy(
          "events",
          "event_id",
          "account_id",
          "create_time",
          "insert_time",
          "end_time",
          "handler_id",
          "stream_id",
          "face_id",
          "source",
          "external_id",
          "user_data",
          "track_id",
          "image_origin",
          "tags",
          "face_samples",
          "body_samples",
          "age",
          "gender",
          "ethnic_group",
          "emotion",
          "mask",
          "liveness",
          "meta",
          "location");
  private static final Copy FACES = descriptors("event_face_descriptors");
  private static final Copy BODIES = descriptors("event_body_descriptors");

  private final Handle handle;

  EventRows(Handle handle) {
    this.handle = handle;
  }

  /** The query for the events that {@code page}, a query itself, picks. */
  static String select(String page, String order, boolean withDescriptors) {
    return """
    select page.*, f.versions as face_versions, f.descriptors as face_descriptors,
      b.versions as body_versions, b.descriptors as body_descriptors
    from (
      %1$s
    ) as page
    left join lateral (
      select array_agg(descriptor_version order by descriptor_version) as versions,
        array_agg(descriptor order by descriptor_version) filter (where %2$s) as descriptors
      from event_face_descriptors as d
      where d.event_id = page.event_id
        and d.create_time = page.create_time
    ) as f on true
    left join lateral (
      select array_agg(descriptor_version order by descriptor_version) as versions,
        array_agg(descriptor order by descriptor_version) filter (where %2$s) as descriptors
      from event_body_descriptors as d
      where d.event_id = page.event_id
        and d.create_time = page.create_time
    ) as b on true
    order by %3$s
    """
        .formatted(page, withDescriptors, order);
  }

  static Event event(ResultSet row, StatementContext context) throws SQLException {
    return new Event(
        row.getObject("event_id", UUID.class),
        row.getObject("account_id", UUID.class),
        Columns.time(row, "create_time"),
        Columns.time(row, "insert_time"),
        Columns.optionalTime(row, "end_time"),
        row.getObject("handler_id", UUID.class),
        row.getObject("stream_id", UUID.class),
        row.getObject("face_id", UUID.class),
        row.getString("source"),
        row.getString("external_id"),
        row.getString("user_data"),
        row.getString("track_id"),
        row.getString("image_origin"),
        List.of(Columns.array(row, "tags", new String[0])),
        List.of(Columns.array(row, "face_samples", new UUID[0])),
        List.of(Columns.array(row, "body_samples", new UUID[0])),
        new Event.Traits(
            row.getObject("age", Integer.class),
            row.getObject("gender", Integer.class),
            row.getObject("ethnic_group", Integer.class),
            row.getObject("emotion", Integer.class),
            row.getObject("mask", Integer.class),
            row.getObject("liveness", Integer.class)),
        Json.MAPPER.readTree(row.getString("meta")),
        Json.MAPPER.readTree(row.getString("location")),
        descriptors(row, "face"),
        descriptors(row, "body"));
  }

  /** A descriptor and whose it is. */
  private record Part(Event event, EventDescriptor descriptor) {}

  /** Adds events with their descriptors and counts them. */
  void copy(List<Event> events) {
    EVENTS.write(handle, events, EventRows::write);
    copy(Counter.EVENT_FACE_DESCRIPTORS, FACES, events, Event::faceDescriptors);
    copy(Counter.EVENT_BODY_DESCRIPTORS, BODIES, events, Event::bodyDescriptors);
    var _ =
        handle
            .select("select count_added_events(:accounts, :times::timestamptz[])")
            .bindArray("accounts", UUID.class, events.stream().map(Event::accountId).toList())
            .bindArray(
                "times",
                String.class,
                events.stream().map(event -> event.createTime().toString()).toList())
            .mapTo(String.class)
            .list();
  }

  private void copy(
      Counter counter,
      Copy table,
      List<Event> events,
      Function<Event, List<EventDescriptor>> descriptors) {
    var parts =
        events.stream()
            .flatMap(event ->
                descriptors.apply(event).stream().map(descriptor -> new Part(event, descriptor)))
            .toList();
    table.write(handle, parts, EventRows::writeDescriptor);
    Counters.add(
        handle,
        counter,
        parts.stream()
            .collect(
                Collectors.groupingBy(part -> part.descriptor().version(), Collectors.counting())));
  }

  private static void write(SimpleRow row, Event event) {
    row.setUUID(0, event.eventId());
    row.setUUID(1, event.accountId());
    row.setTimeStampTz(2, Columns.copied(event.createTime()));
    row.setTimeStampTz(3, Columns.copied(event.insertTime()));
    row.setTimeStampTz(4, Columns.copied(event.endTime()));
    row.setUUID(5, event.handlerId());
    row.setUUID(6, event.streamId());
    row.setUUID(7, event.faceId());
    row.setText(8, event.source());
    row.setText(9, event.externalId());
    row.setText(10, event.userData());
    row.setText(11, event.trackId());
    row.setText(12, event.imageOrigin());
    row.setTextArray(13, event.tags());
    row.setUUIDArray(14, event.faceSamples());
    row.setUUIDArray(15, event.bodySamples());
    var traits = event.traits();
    row.setShort(16, Columns.copied(traits.age()));
    row.setShort(17, Columns.copied(traits.gender()));
    row.setShort(18, Columns.copied(traits.ethnicGroup()));
    row.setShort(19, Columns.copied(traits.emotion()));
    row.setShort(20, Columns.copied(traits.mask()));
    row.setShort(21, Columns.copied(traits.liveness()));
    row.setText(22, event.meta().toString());
    row.setText(23, event.location().toString());
  }

  private static List<EventDescriptor> descriptors(ResultSet row, String kind) throws SQLException {
    Integer[] versions = Columns.array(row, kind + "_versions", new Integer[0]);
    byte[][] contents = Columns.array(row, kind + "_descriptors", new byte[0][]);
    var descriptors = new ArrayList<EventDescriptor>();
    for (int i = 0; i < versions.length; i++) {
      descriptors.add(new EventDescriptor(versions[i], contents.length == 0 ? null : contents[i]));
    }
    return List.copyOf(descriptors);
  }

  private static void writeDescriptor(SimpleRow row, Part part) {
    row.setUUID(0, part.event().eventId());
    row.setTimeStampTz(1, Columns.copied(part.event().createTime()));
    row.setInteger(2, part.descriptor().version());
    row.setByteArray(3, Objects.requireNonNull(part.descriptor().bytes()));
  }

  private static Copy descriptors(String table) {
    return new Copy(table, "event_id", "create_time", "descriptor_version", "descriptor");
  }
}
