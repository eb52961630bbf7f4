package dev.luna.web.system;

import static dev.luna.web.frame.Texts.text;

import dev.luna.json.Json;
import dev.luna.statistics.MonthlyStatistics;
import dev.luna.web.frame.Show;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * What was done month by month.
 *
 * @param rows newest first
 * @param charts empty without any month
 */
public record Months(List<Row> rows, List<Chart> charts) {
  /** A month. */
  public record Row(String month, String requests, String errors, String samples, String images) {}

  /**
   * A chart.
   *
   * @param points times, as seconds since 1970, and numbers, as JSON
   */
  public record Chart(String label, String points) {}

  private record Sum(long requests, long errors, long samples, long images) {
    Sum plus(Sum other) {
      return new Sum(
          requests + other.requests,
          errors + other.errors,
          samples + other.samples,
          images + other.images);
    }
  }

  static Months of(MonthlyStatistics statistics) {
    var sums = new TreeMap<String, Sum>();
    for (var route : statistics.routesStats()) {
      long requests =
          route.requestStats().stream().mapToLong(MonthlyStatistics.RequestCount::count).sum();
      long errors = route.errors().stream().mapToLong(MonthlyStatistics.ErrorCount::count).sum();
      sums.merge(route.month(), new Sum(requests, errors, 0, 0), Sum::plus);
    }
    for (var estimator : statistics.estimatorsStats()) {
      sums.merge(estimator.month(), new Sum(0, 0, estimator.count(), 0), Sum::plus);
    }
    for (var images : statistics.imageProcessingStats()) {
      long count = images.imageSize().values().stream().mapToLong(Long::longValue).sum();
      sums.merge(images.month(), new Sum(0, 0, 0, count), Sum::plus);
    }
    if (sums.isEmpty()) {
      return new Months(List.of(), List.of());
    }
    return new Months(
        sums.descendingMap().entrySet().stream()
            .map(month -> row(month.getKey(), month.getValue()))
            .toList(),
        List.of(
            new Chart(text("statistics.requests"), points(sums, Sum::requests)),
            new Chart(text("statistics.samples"), points(sums, Sum::samples)),
            new Chart(text("statistics.images"), points(sums, Sum::images))));
  }

  private static Row row(String month, Sum sum) {
    return new Row(
        month,
        Show.number(sum.requests()),
        Show.number(sum.errors()),
        Show.number(sum.samples()),
        Show.number(sum.images()));
  }

  private static String points(SortedMap<String, Sum> sums, ToLongFunction<Sum> number) {
    return Json.MAPPER.writeValueAsString(
        List.of(
            sums.keySet().stream()
                .map(month ->
                    YearMonth.parse(month).atDay(1).atStartOfDay().toEpochSecond(ZoneOffset.UTC))
                .toList(),
            sums.values().stream().map(number::applyAsLong).toList()));
  }
}
