package dev.luna.plugins;

import dev.luna.http.ExchangeListener;

/** What a plugin may take part in. */
public interface PluginContext {
  /** Tells {@code listener} of each answered request; one that throws is dropped. */
  void onRequest(ExchangeListener listener);
}
