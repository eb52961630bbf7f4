package dev.luna.descriptors;

import dev.luna.db.Counter;
import dev.luna.extraction.ModelKind;

/** Objects with descriptors of a kind. */
public enum Source {
  FACES(ModelKind.FACE_DESCRIPTOR, "faces", Counter.FACE_DESCRIPTORS, "face_attributes", "face_id"),
  EVENT_FACES(
      ModelKind.FACE_DESCRIPTOR,
      "events",
      Counter.EVENT_FACE_DESCRIPTORS,
      "events",
      "event_id, create_time"),
  EVENT_BODIES(
      ModelKind.BODY_DESCRIPTOR,
      "events",
      Counter.EVENT_BODY_DESCRIPTORS,
      "events",
      "event_id, create_time");

  private final ModelKind kind;
  private final String objectsType;
  private final Counter counter;
  private final String owners;
  private final String key;

  Source(ModelKind kind, String objectsType, Counter counter, String owners, String key) {
    this.kind = kind;
    this.objectsType = objectsType;
    this.counter = counter;
    this.owners = owners;
    this.key = key;
  }

  public ModelKind kind() {
    return kind;
  }

  /** The type of the objects, as the contract names it. */
  public String objectsType() {
    return objectsType;
  }

  /** The counter of the descriptors by version, which is named for their table. */
  Counter counter() {
    return counter;
  }

  /** The table that says whose an object is. */
  String owners() {
    return owners;
  }

  /** The columns that the tables have in common. */
  String key() {
    return key;
  }
}
