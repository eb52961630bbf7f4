package dev.luna.tasks.kinds.extraction;

import dev.luna.db.Database;
import dev.luna.errors.CodedException;
import dev.luna.tasks.kinds.extraction.ExtractContent.ObjectsType;
import java.time.Instant;
import java.util.UUID;

/**
 * The table {@code extraction_failures}: objects that a model gives nothing for, which are not
 * tried again until their samples or the model change, or a repetition of the task asks for it.
 */
public final class FailureStore {
  private final Database database;

  public FailureStore(Database database) {
    this.database = database;
  }

  void remember(
      Wanted wanted, ObjectsType type, Candidate candidate, CodedException failure, Instant now) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                insert into extraction_failures (object_id, model, samples, generation, kind,
                  version, of_events, account_id, error_code, detail, error_time)
                values (:id, :model, :samples, :generation, :kind,
                  :version, :ofEvents, :account, :code, :detail, :now)
                on conflict (object_id, model) do update
                set samples = excluded.samples,
                    generation = excluded.generation,
                    error_code = excluded.error_code,
                    detail = excluded.detail,
                    error_time = excluded.error_time
                """)
            .bind("id", candidate.id())
            .bind("model", wanted.model().fingerprint())
            .bindArray("samples", UUID.class, candidate.samples())
            .bind("generation", candidate.generation())
            .bind("kind", wanted.model().kind().word())
            .bind("version", wanted.model().version())
            .bind("ofEvents", type == ObjectsType.EVENTS)
            .bind("account", candidate.accountId())
            .bind("code", failure.code().number())
            .bind("detail", failure.detail())
            .bind("now", now)
            .execute());
  }

  /** Lets the objects with errors in a task be tried again. */
  void forget(long taskId) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                delete from extraction_failures
                where object_id in (
                  select additional_info::uuid
                  from task_errors
                  where task_id = :task
                    and additional_info is not null
                )
                """)
            .bind("task", taskId)
            .execute());
  }

  /**
   * Forgets objects that are not there any more.
   *
   * @param most how many at once
   * @return how many it forgot
   */
  public int sweep(int most) {
    return database.transaction(handle ->
        handle
            .createUpdate(
                """
                delete from extraction_failures
                where (object_id, model) in (
                  select object_id, model
                  from extraction_failures as failed
                  where not exists (select from faces where not of_events and face_id = object_id)
                    and not exists (select from events where of_events and event_id = object_id)
                  limit :most
                )
                """)
            .bind("most", most)
            .execute());
  }
}
