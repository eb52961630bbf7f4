package dev.luna.imagestore;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Objects that end with the process, for tests and for trying the product out. */
public final class MemoryImageStore implements ImageStore {
  private final Map<Bucket, NavigableMap<String, Stored>> buckets = new EnumMap<>(Bucket.class);
  private final InstantSource clock;

  private record Stored(byte[] bytes, Instant at) {}

  public MemoryImageStore(InstantSource clock) {
    this.clock = clock;
    for (var bucket : Bucket.values()) {
      buckets.put(bucket, new ConcurrentSkipListMap<>());
    }
  }

  @Override
  public void put(Bucket bucket, String key, InputStream content) {
    Keys.checked(key);
    try {
      in(bucket).put(key, new Stored(content.readAllBytes(), clock.instant()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<Content> get(Bucket bucket, String key) {
    return Optional.ofNullable(in(bucket).get(Keys.checked(key)))
        .map(
            stored -> new Content(new ByteArrayInputStream(stored.bytes()), stored.bytes().length));
  }

  @Override
  public OptionalLong length(Bucket bucket, String key) {
    var stored = in(bucket).get(Keys.checked(key));
    return stored == null ? OptionalLong.empty() : OptionalLong.of(stored.bytes().length);
  }

  @Override
  public Set<String> delete(Bucket bucket, Collection<String> keys) {
    Keys.checkAll(keys);
    keys.forEach(in(bucket)::remove);
    return Set.of();
  }

  @Override
  public List<Entry> list(Bucket bucket, @Nullable String after, int limit) {
    return in(bucket).tailMap(Keys.position(after), false).entrySet().stream()
        .limit(limit)
        .map(stored ->
            new Entry(stored.getKey(), stored.getValue().bytes().length, stored.getValue().at()))
        .toList();
  }

  @Override
  public void check() {
    // Memory is never away.
  }

  @Override
  public void close() {
    // There is nothing to give back.
  }

  private NavigableMap<String, Stored> in(Bucket bucket) {
    return Objects.requireNonNull(buckets.get(bucket));
  }
}
