package dev.luna.imagestore;

import java.time.InstantSource;

class MemoryImageStoreTest implements ImageStoreContract {
  private final ImageStore store = new MemoryImageStore(InstantSource.system());

  @Override
  public ImageStore store() {
    return store;
  }
}
