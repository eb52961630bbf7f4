package dev.luna.http;

/** Is told of each answered request, on the thread that answered it: must be quick. */
@FunctionalInterface
public interface ExchangeListener {
  void answered(Exchange exchange);
}
