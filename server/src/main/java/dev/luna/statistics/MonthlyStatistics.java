package dev.luna.statistics;

import java.util.List;
import java.util.Map;

/** What was counted, as the contract shows it; times are means in seconds. */
public record MonthlyStatistics(
    List<Estimator> estimatorsStats,
    List<EstimatorPerformance> estimatorsPerformanceStats,
    List<ImageProcessing> imageProcessingStats,
    List<Route> routesStats) {
  public record Estimator(long count, String month, String name) {}

  /**
   * @param executionTime of a call of the network
   * @param batchSize samples in a call of the network
   */
  public record EstimatorPerformance(
      String month, String name, double executionTime, double batchSize) {}

  /**
   * @param imageSize how many there were of each size, {@code w_250_h_250}
   * @param faceDetectionSize empty: nothing is detected here, samples come from elsewhere
   */
  public record ImageProcessing(
      String month,
      double imageLoadTime,
      Map<String, Long> imageSize,
      Map<String, Long> faceDetectionSize) {}

  /**
   * @param route {@code GET:/4/accounts/{account_id}}
   */
  public record Route(
      String service,
      String route,
      String month,
      List<ErrorCount> errors,
      List<RequestCount> requestStats) {}

  public record ErrorCount(long count, String errorCode) {}

  public record RequestCount(long count, String statusCode) {}
}
