package dev.luna.db;

import org.jdbi.v3.core.Handle;

/**
 * What legal holds keep from being collected, as conditions for the statements that remove rows or
 * count them. They are whole expressions: {@code not <held>} with {@code define("held",
 * Held.EVENT)}. They bind no parameters, and are true or false, never null.
 *
 * <p>A hold is in force until its expiry by the clock of the database, which all nodes share: at
 * the beginning of the transaction, so one that expires meanwhile still counts.
 *
 * <ul>
 *   <li>On an account: its faces and events.
 *   <li>On a list: the faces in it, and the events whose {@code face_id} is one of them.
 *   <li>On a face: the face, and the events with that {@code face_id}.
 *   <li>On events: those that match all parts of its filter.
 * </ul>
 *
 * <p>Descriptors and samples are held with the face or event that they belong to: who collects them
 * asks for the row of that one.
 *
 * <p>A chunk of a collection calls {@link #share} before its first statement that has a condition
 * of these, in the same transaction, which has to be of the default isolation level: only there
 * does the statement see the holds that were committed before it began.
 */
public final class Held {
  private static final String IN_FORCE =
      "coalesce(hold.expire_time, 'infinity'::timestamptz) > now()";

  /** Whether any hold is in force: if not, whole partitions may go. */
  public static final String ANY = "exists (select from holds as hold where " + IN_FORCE + ")";

  /** The parts of a filter, but for the ids of events. */
  private static final String MATCHES =
      """
      (hold.account_id is null or hold.account_id = events.account_id)
      and (hold.created_from is null or hold.created_from <= events.create_time)
      and (hold.created_before is null or hold.created_before > events.create_time)
      and (hold.handler_ids is null or events.handler_id = any(hold.handler_ids))
      and (hold.stream_ids is null or events.stream_id = any(hold.stream_ids))
      and (hold.face_ids is null or events.face_id = any(hold.face_ids))
      and (hold.sources is null or events.source = any(hold.sources))
      and (hold.tags is null or events.tags && hold.tags)
      """;

  /**
   * Whether the row called {@code faces} is held.
   *
   * <p>Each kind of hold begins with a look that is done once, before the first row. Then accounts
   * and faces that are held are compared, and lists looked up face by face: one may be of any size.
   */
  public static final String FACE =
      "(%s or %s or %s)"
          .formatted(
              byOwn("account", "account_id", "faces"),
              byOwn("face", "face_id", "faces"),
              byList("faces"));

  /**
   * Whether the row called {@code events} is held.
   *
   * <p>Costs what {@link #FACE} costs, and for each row a comparison with each filter in force,
   * except that events which are named by their ids are looked up.
   */
  public static final String EVENT =
      """
      (
        %s or %s or %s
        or (
          exists (
            select from holds as hold
            where hold.target = 'events'
              and hold.event_ids is null
              and %s
          )
          and exists (
            select from holds as hold
            where hold.target = 'events'
              and hold.event_ids is null
              and %s
              and %s
          )
        )
        or (
          exists (select from held_events)
          and exists (
            select from held_events as named
            join holds as hold using (hold_id)
            where named.event_id = events.event_id
              and %s
              and %s
            offset 0
          )
        )
      )\
      """
          .formatted(
              byOwn("account", "account_id", "events"),
              byOwn("face", "face_id", "events"),
              byList("events"),
              IN_FORCE,
              IN_FORCE,
              MATCHES,
              IN_FORCE,
              MATCHES);

  /** By a column that the row and the hold both have. */
  private static String byOwn(String target, String column, String rows) {
    return """
    (
      exists (
        select from holds as hold
        where hold.target = '%1$s'
          and %4$s
      )
      and coalesce(%3$s.%2$s in (
        select hold.%2$s
        from holds as hold
        where hold.target = '%1$s'
          and %4$s
      ), false)
    )\
    """
        .formatted(target, column, rows, IN_FORCE);
  }

  private static String byList(String rows) {
    return """
    (
      exists (
        select from holds as hold
        where hold.target = 'list'
          and %2$s
      )
      and exists (
        select from list_faces as link
        where link.face_id = %1$s.face_id
          and link.list_id in (
            select hold.list_id
            from holds as hold
            where hold.target = 'list'
              and %2$s
          )
        offset 0
      )
    )\
    """
        .formatted(rows, IN_FORCE);
  }

  private Held() {}

  /** Whether any hold is in force. */
  public static boolean isAnything(Handle handle) {
    return handle.select("select <any>").define("any", ANY).mapTo(Boolean.class).one();
  }

  /**
   * Keeps new holds waiting until the transaction ends: what it removes is removed before them, or
   * sees them. Chunks do not keep one another waiting. Comes before other locks.
   */
  public static void share(Handle handle) {
    handle.execute("select pg_advisory_xact_lock_shared(hashtext('holds'))");
  }

  /**
   * Waits for the chunks that run and keeps new ones waiting until the transaction ends, which has
   * to be soon: when it has been committed, no chunk that has not seen its holds can be. Gives up
   * after ten seconds, or the statement timeout if that is shorter, with a failure that is {@link
   * Database#isTransient transient}.
   */
  public static void exclude(Handle handle) {
    handle.execute("set local lock_timeout = '10s'");
    handle.execute("select pg_advisory_xact_lock(hashtext('holds'))");
  }
}
