package dev.luna.extraction.worker;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Main class of a process that has a worker, tells its id, and waits to be killed. */
public final class AbandonedParent {
  private AbandonedParent() {}

  public static void main(String[] arguments) throws InterruptedException {
    var extractor = new TestModels(Path.of(arguments[0])).open();
    var model = TestModels.face(extractor, 59);
    var _ = extractor.extract(model, List.of(Jpegs.photo(1)));
    System.out.println(extractor.pid().orElseThrow());
    new CountDownLatch(1).await();
  }
}
