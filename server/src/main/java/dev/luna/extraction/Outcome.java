package dev.luna.extraction;

/** What became of one sample. */
public sealed interface Outcome {
  /**
   * @param bytes as they are to be stored, {@link Model#length} of them
   */
  record Descriptor(byte[] bytes) implements Outcome {}

  /**
   * @param age in years, 0 to 100
   * @param gender 0 female, 1 male
   * @param ethnicity 1 african_american, 2 indian, 3 asian, 4 caucasian
   */
  record Attributes(int age, int gender, int ethnicity) implements Outcome {}

  /**
   * This sample gives nothing, however often it is tried with this model.
   *
   * @param detail what is wrong, as a sentence without its end; fit to be shown
   */
  record Refused(Reason reason, String detail) implements Outcome {}

  /** Why a sample gives nothing. */
  enum Reason {
    /** It has no bytes. */
    EMPTY,
    /** It is no JPEG. */
    NOT_AN_IMAGE,
    /** It is a JPEG that is damaged or ends early. */
    CORRUPT,
    /** It has too many bytes, pixels or scans; it was not decoded. */
    TOO_LARGE,
    /** It is a picture of a kind that is not decoded, such as one for printing. */
    UNSUPPORTED,
    /** The network gave something that is no result, such as only zeros. */
    NO_RESULT,
    /** It ended the process that worked on it, twice and alone, or held it up for too long. */
    CRASHED
  }
}
