package dev.luna.db;

/** What is counted; each counter has one value per scope. */
public enum Counter {
  /** All accounts under {@link #ALL}, also by time of creation. */
  ACCOUNTS("accounts"),
  /** Lists by account, and all of them under {@link #ALL}; also by time of creation. */
  LISTS("lists"),
  /** Faces by account, and all of them under {@link #ALL}; also by time of creation. */
  FACES("faces"),
  /** Faces that have attributes by account, and all of them under {@link #ALL}. */
  FACE_ATTRIBUTES("face_attributes"),
  /** Faces by list; its time says when the list's faces last changed. */
  LIST_FACES("list_faces"),
  /** Face descriptors of faces by version. */
  FACE_DESCRIPTORS("face_descriptors"),
  /** Events by account, and all of them under {@link #ALL}; also by time of creation. */
  EVENTS("events"),
  /** Face descriptors of events by version. */
  EVENT_FACE_DESCRIPTORS("event_face_descriptors"),
  /** Body descriptors of events by version. */
  EVENT_BODY_DESCRIPTORS("event_body_descriptors"),
  /** All tasks under {@link #ALL}, also by id. */
  TASKS("tasks"),
  /** Errors by task, and all of them under {@link #ALL}; also by id. */
  TASK_ERRORS("task_errors");

  /** Scope of a total. */
  public static final String ALL = "";

  private final String key;

  Counter(String key) {
    this.key = key;
  }

  /** Its name in the database. */
  public String key() {
    return key;
  }
}
