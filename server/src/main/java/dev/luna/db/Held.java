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
  /** Whether any hold is in force: if not, whole partitions may go. */
  public static final String ANY =
      """
      exists (
        select from holds as hold
        where coalesce(hold.expire_time, 'infinity'::timestamptz) > now()
      )\
      """;

  /**
   * Whether the row called {@code faces} is held.
   *
   * <p>Without holds, one look before the first row. Else accounts and faces that are held are
   * hashed; lists are looked up face by face, by {@code offset 0}: one may be of any size.
   */
  public static final String FACE =
      """
      (
        exists (
          select from holds as hold
          where coalesce(hold.expire_time, 'infinity'::timestamptz) > now()
        )
        and (
          exists (
            select from holds as hold
            where hold.account_id = faces.account_id
              and hold.target = 'account'
              and coalesce(hold.expire_time, 'infinity'::timestamptz) > now()
          )
          or exists (
            select from holds as hold
            where hold.face_id = faces.face_id
              and hold.target = 'face'
              and coalesce(hold.expire_time, 'infinity'::timestamptz) > now()
          )
          or (
            exists (
              select from holds as hold
              where hold.target = 'list'
                and coalesce(hold.expire_time, 'infinity'::timestamptz) > now()
            )
            and exists (
              select from list_faces as link
              join holds as hold on hold.list_id = link.list_id
              where link.face_id = faces.face_id
                and hold.target = 'list'
                and coalesce(hold.expire_time, 'infinity'::timestamptz) > now()
              offset 0
            )
          )
        )
      )\
      """;

  /**
   * Whether the row called {@code events} is held.
   *
   * <p>Costs what {@link #FACE} costs, and for each row a comparison with each filter in force,
   * except that events which are named by their ids are looked up.
   */
  public static final String EVENT =
      """
      (
        exists (
          select from holds as hold
          where coalesce(hold.expire_time, 'infinity'::timestamptz) > now()
        )
        and (
          exists (
            select from holds as hold
            where hold.account_id = events.account_id
              and hold.target = 'account'
              and coalesce(hold.expire_time, 'infinity'::timestamptz) > now()
          )
          or exists (
            select from holds as hold
            where hold.face_id = events.face_id
              and hold.target = 'face'
              and coalesce(hold.expire_time, 'infinity'::timestamptz) > now()
          )
          or (
            exists (
              select from holds as hold
              where hold.target = 'list'
                and coalesce(hold.expire_time, 'infinity'::timestamptz) > now()
            )
            and exists (
              select from list_faces as link
              join holds as hold on hold.list_id = link.list_id
              where link.face_id = events.face_id
                and hold.target = 'list'
                and coalesce(hold.expire_time, 'infinity'::timestamptz) > now()
              offset 0
            )
          )
          or exists (
            select from holds as hold
            where hold.target = 'events'
              and hold.event_ids is null
              and coalesce(hold.expire_time, 'infinity'::timestamptz) > now()
              and (hold.account_id is null or hold.account_id = events.account_id)
              and (hold.created_from is null or hold.created_from <= events.create_time)
              and (hold.created_before is null or hold.created_before > events.create_time)
              and (hold.handler_ids is null or events.handler_id = any(hold.handler_ids))
              and (hold.stream_ids is null or events.stream_id = any(hold.stream_ids))
              and (hold.face_ids is null or events.face_id = any(hold.face_ids))
              and (hold.sources is null or events.source = any(hold.sources))
              and (hold.tags is null or events.tags && hold.tags)
          )
          or exists (
            select from held_events as named
            join holds as hold using (hold_id)
            where named.event_id = events.event_id
              and coalesce(hold.expire_time, 'infinity'::timestamptz) > now()
              and (hold.account_id is null or hold.account_id = events.account_id)
              and (hold.created_from is null or hold.created_from <= events.create_time)
              and (hold.created_before is null or hold.created_before > events.create_time)
              and (hold.handler_ids is null or events.handler_id = any(hold.handler_ids))
              and (hold.stream_ids is null or events.stream_id = any(hold.stream_ids))
              and (hold.face_ids is null or events.face_id = any(hold.face_ids))
              and (hold.sources is null or events.source = any(hold.sources))
              and (hold.tags is null or events.tags && hold.tags)
          )
        )
      )\
      """;

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
