package dev.luna.tasks;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.imagestore.Bucket;
import dev.luna.imagestore.Content;
import dev.luna.imagestore.ImageStore;
import dev.luna.imagestore.ImageStoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lists of results, between database and image store. A list is never in memory as a whole: it
 * goes block by block into the image store, and from there to whoever asks for it. Without an image
 * store the blocks stay in the database.
 */
public final class Results {
  private static final Logger LOG = LoggerFactory.getLogger(Results.class);
  private final ResultStore rows;
  private final @Nullable ImageStore contents;

  /**
   * @param contents empty where images are switched off
   */
  public Results(ResultStore rows, Optional<ImageStore> contents) {
    this.rows = rows;
    this.contents = contents.orElse(null);
  }

  /**
   * Stores what chunks of a claimed subtask left, before {@link ResultStore#replaceBlocks} makes it
   * the subtask's. The keys are the claim's own: one that was lost overwrites nothing.
   *
   * @return key by list
   * @throws dev.luna.imagestore.ImageStoreException if it is away
   */
  public Map<String, String> publish(Claim claim) {
    var keys = new LinkedHashMap<String, String>();
    if (contents != null) {
      for (String field : rows.lists(claim.taskId(), claim.subtaskId())) {
        keys.put(
            field,
            "task-%d-%d-%d-%s"
                .formatted(
                    claim.taskId(), claim.subtaskId(), claim.epoch(), field.replace('_', '-')));
      }
      rows.announce(claim.taskId(), keys.values());
      keys.forEach((field, key) ->
          contents.put(Bucket.TASK_RESULTS, key, new SequenceInputStream(blocks(claim, field))));
    }
    return keys;
  }

  /**
   * Looks whether a list can be read, as far as its first part tells.
   *
   * @throws CodedException TASK_RESULT_NOT_FOUND or IMAGE_STORE_AWAY
   */
  public void check(long taskId, String field) {
    var keys = rows.parts(taskId, field);
    try {
      if (!keys.isEmpty()
          && (contents == null
              || contents.length(Bucket.TASK_RESULTS, keys.getFirst()).isEmpty())) {
        throw new CodedException(ErrorCode.TASK_RESULT_NOT_FOUND, taskId);
      }
    } catch (ImageStoreException e) {
      LOG.warn("the result of task {} cannot be read now", taskId, e);
      throw new CodedException(ErrorCode.IMAGE_STORE_AWAY);
    }
  }

  /**
   * Writes the items of a list of a task's result, with commas between them.
   *
   * @throws IOException if they cannot be written, or are being removed
   */
  public void write(long taskId, String field, OutputStream out) throws IOException {
    var separator = "";
    for (String key : rows.parts(taskId, field)) {
      try (var part = open(key)) {
        out.write(separator.getBytes(StandardCharsets.UTF_8));
        part.stream().transferTo(out);
        separator = ",";
      }
    }
    for (var block = rows.next(taskId, field, null);
        block.isPresent();
        block = rows.next(taskId, field, block.get())) {
      out.write((separator + block.get().items()).getBytes(StandardCharsets.UTF_8));
      separator = ",";
    }
  }

  private Content open(String key) throws IOException {
    try {
      return Optional.ofNullable(contents)
          .flatMap(store -> store.get(Bucket.TASK_RESULTS, key))
          .orElseThrow(() -> new IOException("part %s of a result is gone".formatted(key)));
    } catch (ImageStoreException e) {
      throw new IOException(e);
    }
  }

  /** The blocks of a subtask's list, read one by one. */
  private Enumeration<InputStream> blocks(Claim claim, String field) {
    return new Enumeration<>() {
      private final ResultStore.Block before = new ResultStore.Block(claim.subtaskId(), 0, "");
      private Optional<ResultStore.Block> next = after(before);
      private String separator = "";

      @Override
      public boolean hasMoreElements() {
        return next.isPresent();
      }

      @Override
      public InputStream nextElement() {
        var block = next.orElseThrow();
        next = after(block);
        var bytes = (separator + block.items()).getBytes(StandardCharsets.UTF_8);
        separator = ",";
        return new ByteArrayInputStream(bytes);
      }

      private Optional<ResultStore.Block> after(ResultStore.Block last) {
        return rows.next(claim.taskId(), field, last)
            .filter(block -> block.subtaskId() == claim.subtaskId());
      }
    };
  }
}
