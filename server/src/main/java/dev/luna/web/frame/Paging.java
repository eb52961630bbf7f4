package dev.luna.web.frame;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where in a long table a page is.
 *
 * @param total rows in all; where nobody counted them, those of this page
 * @param isCounted whether they were counted
 * @param filters parameters of the address besides the page
 */
public record Paging(
    long page, int size, long total, boolean isCounted, String path, Map<String, String> filters) {
  /** Rows of a page of a table. */
  public static final int ROWS = 20;

  public Paging {
    filters = Collections.unmodifiableMap(new LinkedHashMap<>(filters));
  }

  /** Of a table that was counted. */
  public Paging(long page, int size, long total, String path, Map<String, String> filters) {
    this(page, size, total, true, path, filters);
  }

  /** Of a table that would take long to count; a full page may be followed by another. */
  public static Paging uncounted(long page, int rows, String path, Map<String, String> filters) {
    return new Paging(page, ROWS, rows, false, path, filters);
  }

  /** Number of the last page; where nobody counted, of the last one that may be there. */
  public long last() {
    if (!isCounted) {
      return total < size ? page : page + 1;
    }
    return Math.max(1, (total + size - 1) / size);
  }

  /** Address of another page. */
  public String to(long other) {
    var parameters = new LinkedHashMap<>(filters);
    if (other > 1) {
      parameters.put("page", String.valueOf(other));
    }
    return path + query(parameters);
  }

  /** All rows that the filters leave, elsewhere: without the page, and with a parameter more. */
  public String all(String otherPath, String name, String value) {
    var parameters = new LinkedHashMap<>(filters);
    parameters.put(name, value);
    return otherPath + query(parameters);
  }

  /** The same page of the API. */
  public String api(String apiPath) {
    var parameters = new LinkedHashMap<>(filters);
    parameters.put("page", String.valueOf(page));
    parameters.put("page_size", String.valueOf(size));
    return apiPath + query(parameters);
  }

  private static String query(Map<String, String> parameters) {
    return parameters.isEmpty()
        ? ""
        : parameters.entrySet().stream()
            .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
            .collect(Collectors.joining("&", "?", ""));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
