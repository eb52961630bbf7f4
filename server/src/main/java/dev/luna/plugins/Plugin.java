package dev.luna.plugins;

/**
 * An extension. A jar in the plugin directory names its implementations in {@code
 * META-INF/services/dev.luna.plugins.Plugin}; each needs a public constructor without parameters.
 */
public interface Plugin {
  /** A short name that operators see. */
  String name();

  /**
   * Begins to work and returns. Whatever it throws is logged, and the plugin is shown as not
   * running.
   */
  void start(PluginContext context) throws Exception;

  /** Ends the work; called once, when the service stops. */
  default void stop() throws Exception {}
}
