package dev.luna.monitoring;

import dev.luna.http.Exchange;
import dev.luna.http.ExchangeListener;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One line of log a request. */
public final class RequestLog implements ExchangeListener {
  private static final Logger LOG = Logger.getLogger("requests");
  private static final double NANOS_A_MILLI = 1e6;

  @Override
  public void answered(Exchange exchange) {
    if (!LOG.isLoggable(Level.INFO)) {
      return;
    }
    String[] route = exchange.route().split(":", 2);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("request_id", exchange.requestId());
    fields.put("method", route[0]);
    fields.put("route", route[1]);
    fields.put("status", exchange.status());
    fields.put(
        "duration_ms", Math.round(exchange.duration().toNanos() / NANOS_A_MILLI * 100) / 100.0);
    if (exchange.errorCode() != 0) {
      fields.put("error_code", exchange.errorCode());
    }
    var account = exchange.accountId();
    fields.put("account_id", account == null ? "-" : account.toString());
    LOG.log(Level.INFO, "request", fields);
  }
}
