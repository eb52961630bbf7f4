package dev.luna.statistics;

import dev.luna.statistics.MonthlyStatistics.ErrorCount;
import dev.luna.statistics.MonthlyStatistics.Estimator;
import dev.luna.statistics.MonthlyStatistics.EstimatorPerformance;
import dev.luna.statistics.MonthlyStatistics.ImageProcessing;
import dev.luna.statistics.MonthlyStatistics.RequestCount;
import dev.luna.statistics.MonthlyStatistics.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Brings sums into the contract's form. */
final class Report {
  private static final String SERVICE = "luna-admin";
  private static final double NANOS_A_SECOND = 1e9;

  /** Which route, and when. */
  private record RouteMonth(String month, String route) {}

  private Report() {}

  static MonthlyStatistics of(List<Amount> sums) {
    var estimators = new ArrayList<Estimator>();
    var performance = new ArrayList<EstimatorPerformance>();
    for (var sum : of(Topic.ESTIMATORS, sums)) {
      String month = sum.key().month();
      String name = sum.key().subject();
      estimators.add(new Estimator(sum.count(), month, name + usages(name)));
      performance.add(
          new EstimatorPerformance(
              month,
              name,
              sum.nanos() / sum.batches() / NANOS_A_SECOND,
              sum.count() / sum.batches()));
    }
    return new MonthlyStatistics(
        List.copyOf(estimators), List.copyOf(performance), images(sums), routes(sums));
  }

  private static String usages(String name) {
    return name.endsWith("descriptor") ? "_extractor_usages" : "_estimator_usages";
  }

  private static List<ImageProcessing> images(List<Amount> sums) {
    var images = new ArrayList<ImageProcessing>();
    grouped(of(Topic.IMAGES, sums), sum -> sum.key().month())
        .forEach((month, sizes) -> {
          long count = sizes.stream().mapToLong(Amount::count).sum();
          double nanos = sizes.stream().mapToLong(Amount::nanos).sum();
          var bySize = new LinkedHashMap<String, Long>();
          sizes.forEach(size -> bySize.put(size.key().subject(), size.count()));
          images.add(new ImageProcessing(month, nanos / count / NANOS_A_SECOND, bySize, Map.of()));
        });
    return List.copyOf(images);
  }

  private static List<Route> routes(List<Amount> sums) {
    var errors = grouped(of(Topic.ERRORS, sums), Report::routeMonth);
    var routes = new ArrayList<Route>();
    grouped(of(Topic.REQUESTS, sums), Report::routeMonth)
        .forEach((key, requests) ->
            routes.add(
                new Route(
                    SERVICE,
                    key.route(),
                    key.month(),
                    errors.getOrDefault(key, List.of()).stream()
                        .map(sum -> new ErrorCount(sum.count(), sum.key().detail()))
                        .toList(),
                    requests.stream()
                        .map(sum -> new RequestCount(sum.count(), sum.key().detail()))
                        .toList())));
    return List.copyOf(routes);
  }

  private static RouteMonth routeMonth(Amount sum) {
    return new RouteMonth(sum.key().month(), sum.key().subject());
  }

  private static List<Amount> of(Topic topic, List<Amount> sums) {
    return sums.stream().filter(sum -> sum.key().topic() == topic).toList();
  }

  /** In the order in which they come. */
  private static <K> Map<K, List<Amount>> grouped(List<Amount> sums, Function<Amount, K> key) {
    var groups = new LinkedHashMap<K, List<Amount>>();
    sums.forEach(sum -> groups.computeIfAbsent(key.apply(sum), _ -> new ArrayList<>()).add(sum));
    return groups;
  }
}
