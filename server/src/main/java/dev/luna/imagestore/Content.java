package dev.luna.imagestore;

import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An object that is being read, whole even if it is replaced or deleted meanwhile. Whoever got it
 * closes it.
 *
 * @param stream the bytes; fails with an {@link IOException} if the storage does
 * @param length their number
 */
public record Content(InputStream stream, long length) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Content.class);

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      LOG.debug("an object that was read did not close, nothing is lost", e);
    }
  }
}
