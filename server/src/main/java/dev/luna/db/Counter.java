package dev.luna.db;

/** What is counted; each counter has one value per scope. */
public enum Counter {
  /** Accounts by day of creation, {@code YYYY-MM-DD} in UTC. */
  ACCOUNTS("accounts"),
  /** Lists by account, and all of them under {@link #ALL}. */
  LISTS("lists"),
  /** Faces by account, and all of them under {@link #ALL}. */
  FACES("faces"),
  /** Faces that have attributes by account, and all of them under {@link #ALL}. */
  FACE_ATTRIBUTES("face_attributes"),
  /** Faces by list; its time says when the list's faces last changed. */
  LIST_FACES("list_faces"),
  /** Face descriptors by version. */
  FACE_DESCRIPTORS("face_descriptors");

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
