package dev.luna.check;

import dev.luna.db.Columns;
import dev.luna.db.Database;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The table {@code check_reports}, which has one row. */
public final class CheckReportStore {
  private static final int MOST = 100;

  private final Database database;

  public CheckReportStore(Database database) {
    this.database = database;
  }

  /**
   * What the last check found.
   *
   * @param findings a sentence each, the first hundred of them
   */
  public record Report(Instant time, List<String> findings) {}

  /** Empty where there was no check yet. */
  public Optional<Report> last() {
    return database.query(handle ->
        handle
            .select("select check_time, findings from check_reports")
            .map((row, context) ->
                new Report(
                    Columns.time(row, "check_time"),
                    Arrays.stream((Object[]) row.getArray("findings").getArray())
                        .map(String::valueOf)
                        .toList()))
            .findOne());
  }

  void put(Report report) {
    database.inTransaction(handle ->
        handle
            .createUpdate(
                """
                insert into check_reports (check_time, findings)
                values (:time, :findings)
                on conflict (is_last) do update
                set check_time = excluded.check_time,
                    findings = excluded.findings
                """)
            .bind("time", report.time())
            .bindArray("findings", String.class, report.findings().stream().limit(MOST).toList())
            .execute());
  }
}
