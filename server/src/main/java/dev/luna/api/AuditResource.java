package dev.luna.api;

import dev.luna.audit.AuditFilter;
import dev.luna.audit.AuditStore;
import dev.luna.audit.Entry;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The audit log: who changed what. */
public final class AuditResource implements Resource {
  private static final int ROWS_AT_ONCE = 500;
  private static final List<String> COLUMNS =
      List.of(
          "entry_id",
          "create_time",
          "request_id",
          "account_id",
          "login",
          "address",
          "forwarded_for",
          "operation",
          "method",
          "path",
          "object_id",
          "status",
          "before",
          "after");

  private final AuditStore store;

  public AuditResource(AuditStore store) {
    this.store = store;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/4/audit", Access.ADMIN, this::page),
        new Route("GET", "/4/audit/export", Access.ADMIN, this::export));
  }

  private Reply page(Request request) {
    return Reply.json(Map.of("entries", store.page(filter(request), request.page())));
  }

  private Reply export(Request request) {
    var filter = filter(request);
    boolean isCsv = request.text("format").filter("csv"::equals).isPresent();
    String name = isCsv ? "audit.csv" : "audit.jsonl";
    return new Reply(
        200,
        Map.of("Content-Disposition", "attachment; filename=" + name),
        isCsv
            ? new Reply.Streamed(
                "text/csv",
                out -> {
                  write(out, line(COLUMNS.stream()));
                  writeAll(filter, AuditResource::csv, out);
                })
            : new Reply.Streamed(
                "application/x-ndjson",
                out ->
                    writeAll(filter, entry -> Json.MAPPER.writeValueAsString(entry) + "\n", out)));
  }

  /** Page by page, so that no transaction stays open for as long as a client reads. */
  private void writeAll(AuditFilter filter, Function<Entry, String> form, OutputStream out)
      throws IOException {
    @Nullable Entry last = null;
    List<Entry> entries;
    do {
      entries = store.after(filter, last, ROWS_AT_ONCE);
      for (var entry : entries) {
        write(out, form.apply(entry));
        last = entry;
      }
      out.flush();
    } while (entries.size() == ROWS_AT_ONCE);
  }

  private static AuditFilter filter(Request request) {
    return new AuditFilter(
        request.optionalUuid("account_id").orElse(null),
        request.text("login").orElse(null),
        request.text("operation").orElse(null),
        request.text("object_id").orElse(null),
        request.span("create_time"));
  }

  private static String csv(Entry entry) {
    JsonNode tree = Json.MAPPER.valueToTree(entry);
    return line(
        COLUMNS.stream()
            .map(tree::path)
            .map(value ->
                value.isNull() ? "" : value.isValueNode() ? value.asString() : value.toString()));
  }

  private static String line(Stream<String> cells) {
    return cells
        .map(cell -> "\"" + harmless(cell).replace("\"", "\"\"") + "\"")
        .collect(Collectors.joining(",", "", "\r\n"));
  }

  /** Spreadsheets take a cell that begins like this for a formula. */
  private static String harmless(String cell) {
    return cell.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + cell : cell;
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
