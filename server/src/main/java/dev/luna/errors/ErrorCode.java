package dev.luna.errors;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every error that this product answers or records: the platform's numbers and texts, and our own
 * in the family 90xxx. {@code {}} in a detail is filled in by {@link CodedException}.
 */
public enum ErrorCode {
  UNKNOWN(1, 500, Texts.INTERNAL, "Unknown error"),
  DATABASE(10015, 503, "Database error", "Database is not reachable now"),
  ACCOUNT_TYPE_FORBIDDEN(
      11059, 403, Texts.FORBIDDEN, "Account of type '{}' has no access to this service"),
  OBJECT_NOT_FOUND(11020, 404, Texts.NO_OBJECT, "Object with id '{}' not found"),
  IMAGE_STORE_DISABLED(11070, 403, Texts.FORBIDDEN, "Image store is disabled"),
  EXTRACTION_DISABLED(11071, 403, Texts.FORBIDDEN, "Extraction is disabled: {}"),
  NO_JSON(12002, 400, Texts.BAD_INPUT, "Request does not contain json"),
  EMPTY_JSON(12005, 400, Texts.BAD_INPUT, "Request contains empty json"),
  AUTHORIZATION_REQUIRED(
      12010, 401, Texts.BAD_INPUT, "This resource needs 'Authorization' authorization headers"),
  BAD_QUERY(12012, 400, Texts.BAD_INPUT, "Bad query parameters '{}'"),
  PAGE_NOT_FOUND(12013, 404, Texts.NO_RESOURCE, "Page not found"),
  PARAMETER_REQUIRED(12014, 400, Texts.BAD_INPUT, "Required parameters '{}' not found"),
  BAD_CONTENT_TYPE(12017, 400, Texts.BAD_INPUT, "Bad content type"),
  UNSUPPORTED_PARAMETER(12018, 400, Texts.BAD_INPUT, "Unsupported param '{}'"),
  METHOD_NOT_ALLOWED(12021, 405, "Method not allowed", "Method not allowed"),
  INVALID_JSON(
      12022, 400, Texts.BAD_INPUT, "Failed to validate input json. Path: '{}', message: '{}'"),
  NOT_ACCEPTABLE(12023, 406, Texts.BAD_INPUT, "Content type is unacceptable, allowed types: '{}'"),
  UNSUPPORTED_MEDIA_TYPE(12024, 415, Texts.BAD_INPUT, "Unsupported media type"),
  BAD_INPUT(12031, 400, Texts.BAD_INPUT, "{}"),
  NO_DOCUMENT(12032, 404, Texts.NO_RESOURCE, "Documentation file not found"),
  INVALID_HTTP(12046, 400, Texts.BAD_INPUT, "Invalid http request: {}"),
  HTTP_TOO_LARGE(12046, 413, Texts.BAD_INPUT, "Invalid http request: {}"),
  HTTP_HEADERS_TOO_LARGE(12046, 431, Texts.BAD_INPUT, "Invalid http request: {}"),
  ACCOUNT_NOT_FOUND(15012, 404, Texts.NO_OBJECT, "Account with id '{}' not found"),
  IMAGE_NOT_FOUND(13003, 404, Texts.NO_OBJECT, "Image with id '{}' not found"),
  FACE_NOT_FOUND(22002, 404, Texts.NO_OBJECT, "Face with id '{}' not found"),
  LIST_NOT_FOUND(22003, 404, Texts.NO_OBJECT, "List with id '{}' not found"),
  FACES_NOT_FOUND(
      22004, 400, Texts.NO_OBJECT, "One or more faces not found, including the one with id '{}'"),
  LISTS_NOT_FOUND(
      22005, 400, Texts.NO_OBJECT, "One or more lists not found, including the one with id '{}'"),
  ATTRIBUTES_NOT_FOUND(22011, 404, Texts.NO_OBJECT, "Attributes with id '{}' not found"),
  DUPLICATE_DESCRIPTOR_VERSION(
      22024, 400, Texts.BAD_INPUT, "Descriptors of one object must have different versions"),
  SAMPLES_CHANGED(22025, 409, Texts.CONFLICT, "Samples of face '{}' were changed meanwhile"),
  LIST_EXISTS(22026, 409, Texts.NOT_UNIQUE, "List with id '{}' already exists"),
  EVENT_NOT_FOUND(23001, 404, Texts.NO_OBJECT, "Event with id '{}' not found"),
  EVENT_EXISTS(23003, 409, Texts.NOT_UNIQUE, "Event with id '{}' already exists"),
  TASK_NOT_FOUND(28001, 404, Texts.NO_OBJECT, "Task with id '{}' not found"),
  TASK_ERROR_NOT_FOUND(28003, 404, Texts.NO_OBJECT, "Task error with id '{}' not found"),
  TASK_RESULT_NOT_FOUND(28017, 404, Texts.NO_OBJECT, "Result of the task '{}' not found"),
  TASK_RESULT_NOT_READY(28018, 404, Texts.NO_OBJECT, "Task '{}' does not have result yet"),
  TASK_NOT_CANCELLABLE(28019, 400, Texts.BAD_INPUT, "Task '{}' with status {} cannot be canceled"),
  TASK_RESULT_IMPOSSIBLE(
      28020, 400, Texts.NO_OBJECT, "Impossible to get a result of task '{}' with status {}"),
  SCHEDULE_NOT_FOUND(28040, 404, Texts.NO_OBJECT, "Schedule with id '{}' not found"),
  HEALTH(38001, 502, "Health check error", "{}"),
  LOGIN_EXISTS(41001, 409, Texts.NOT_UNIQUE, "Account with login '{}' already exists"),
  ACCOUNT_EXISTS(41002, 409, Texts.NOT_UNIQUE, "Account with id '{}' already exists"),
  BAD_CREDENTIALS(41006, 401, Texts.BAD_CREDENTIALS, "Account login or password are incorrect"),
  SESSION_EXPIRED(41007, 401, Texts.BAD_CREDENTIALS, "Session has expired"),
  LAST_ADMIN(
      90001,
      409,
      Texts.CONFLICT,
      "Account '{}' is the last one of type 'admin' and has to stay so"),
  TOO_MANY_ATTEMPTS(
      90002, 429, "Too many requests", "Too many failed attempts, try again in {} seconds"),
  BUSY(90003, 503, "Service busy", "Too many passwords are being checked now, try again soon"),
  CROSS_SITE(90004, 403, Texts.FORBIDDEN, "Request was sent by a page of another site"),
  WELL_KNOWN_PASSWORD(
      90005, 400, Texts.BAD_INPUT, "This password is the publicly known default, choose another"),
  FACE_EXISTS(90006, 409, Texts.NOT_UNIQUE, "Face with id '{}' already exists"),
  KEY_REUSED(
      90007, 409, Texts.CONFLICT, "Idempotency-Key '{}' was used before for another request"),
  ACTING_FORBIDDEN(
      90008, 403, Texts.FORBIDDEN, "Account of type '{}' may not act for another account"),
  IMAGE_STORE_AWAY(90009, 503, "Image store error", "Image store is not reachable now"),
  ADDRESS_REFUSED(90010, 400, Texts.BAD_INPUT, "Address in '{}' is not called: {}"),
  HOLD_NOT_FOUND(90011, 404, Texts.NO_OBJECT, "Hold with id '{}' not found"),
  DELIVERY_NOT_FOUND(90012, 404, Texts.NO_OBJECT, "Delivery with id '{}' not found"),
  TASK_ENDED(
      90013, 400, Texts.BAD_INPUT, "Task '{}' with status {} has ended, it cannot be paused"),
  CONTENT_NOT_REMOVED(90014, 503, "Image store error", "Content '{}' could not be removed: {}"),
  ORIGIN_NOT_REMOVED(
      90015, 502, "Image origin error", "Image origin '{}' could not be removed: {}"),
  NOTHING_FAILED(
      90016,
      400,
      Texts.BAD_INPUT,
      "Task '{}' with status {} has nothing that could be tried again"),
  TOO_MANY_STREAMS(
      90017, 503, "Service busy", "{} streams of events are open already, which is the most"),
  NO_SAMPLE(90018, 404, Texts.NO_OBJECT, "Object '{}' has no sample"),
  SAMPLE_REFUSED(90019, 400, Texts.BAD_INPUT, "Sample '{}' gives nothing: {}"),
  COVERAGE_TOO_LOW(
      90020,
      409,
      Texts.CONFLICT,
      "Version {} covers {} % of the objects with version {}, {} % are asked for"),
  LICENCE(90021, 403, Texts.FORBIDDEN, "The licence allows no more attributes: {}");

  private final int number;
  private final int status;
  private final String desc;
  private final String detail;

  ErrorCode(int number, int status, String desc, String detail) {
    this.number = number;
    this.status = status;
    this.desc = desc;
    this.detail = detail;
  }

  /** The code on the wire; several constants share one where only the HTTP status differs. */
  public int number() {
    return number;
  }

  /** HTTP status that goes with the code. */
  public int status() {
    return status;
  }

  /** Short text that is the same for a family of codes. */
  public String desc() {
    return desc;
  }

  /** Template of the detail, with {@code {}} for each value. */
  public String detail() {
    return detail;
  }

  /** The first constant with this number. */
  public static Optional<ErrorCode> of(int number) {
    return Arrays.stream(values()).filter(code -> code.number == number).findFirst();
  }

  private static final class Texts {
    static final String BAD_CREDENTIALS = "Account credentials wrong";
    static final String BAD_INPUT = "Bad/incomplete input data";
    static final String CONFLICT = "Conflict";
    static final String FORBIDDEN = "Forbidden";
    static final String INTERNAL = "Internal server error";
    static final String NO_OBJECT = "Object not found";
    static final String NO_RESOURCE = "Resource not found";
    static final String NOT_UNIQUE = "Unique constraint error";

    private Texts() {}
  }
}
