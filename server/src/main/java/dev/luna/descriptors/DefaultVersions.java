package dev.luna.descriptors;

import dev.luna.config.DescriptorsConfig;
import dev.luna.extraction.ModelKind;
import java.time.InstantSource;

/**
 * The versions of descriptors that matching uses, one of faces and one of bodies: those that were
 * set while the service ran, on whichever node, or else those of the settings.
 */
public final class DefaultVersions {
  private final DefaultVersionStore store;
  private final DescriptorsConfig config;
  private final InstantSource clock;

  public DefaultVersions(DefaultVersionStore store, DescriptorsConfig config, InstantSource clock) {
    this.store = store;
    this.config = config;
    this.clock = clock;
  }

  /** Makes a version the default one, on all nodes. */
  public void set(ModelKind kind, int version) {
    store.put(kind.word(), version, clock.instant());
  }

  /**
   * The default version now.
   *
   * @throws IllegalArgumentException if the kind has no versions
   */
  public int of(ModelKind kind) {
    return store
        .find(kind.word())
        .orElseGet(() ->
            switch (kind) {
              case FACE_DESCRIPTOR -> config.defaultFaceVersion();
              case BODY_DESCRIPTOR -> config.defaultBodyVersion();
              case BASIC_ATTRIBUTES ->
                  throw new IllegalArgumentException("attributes have no versions");
            });
  }
}
