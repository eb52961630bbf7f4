package dev.luna.imagestore;

import dev.luna.config.ImageStoreConfig;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Objects in a service that speaks S3, a bucket of it for each of ours. */
final class S3ImageStore implements ImageStore {
  /** As many as S3 takes in one request. */
  private static final int BATCH = 1000;

  /** Requests that delete, side by side. */
  private static final int AT_ONCE = 4;

  private static final int CONFLICT = 409;

  private final S3Client client;
  private final String prefix;

  private S3ImageStore(S3Client client, String prefix) {
    this.client = client;
    this.prefix = prefix;
  }

  /**
   * Opens the store and creates the buckets that are missing.
   *
   * @throws ImageStoreException if S3 is away or refuses, with what it was asked for
   */
  static S3ImageStore open(ImageStoreConfig config) {
    var store = new S3ImageStore(S3Connection.open(config), config.s3BucketPrefix());
    try {
      for (var bucket : Bucket.values()) {
        store.createIfMissing(store.name(bucket));
      }
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  @Override
  public void put(Bucket bucket, String key, InputStream content) {
    Keys.checked(key);
    try {
      new S3Upload(client, name(bucket), key).send(content);
    } catch (SdkException e) {
      throw S3Failure.of("write %s/%s".formatted(name(bucket), key), e);
    }
  }

  @Override
  public Optional<Content> get(Bucket bucket, String key) {
    Keys.checked(key);
    try {
      var object = client.getObject(request -> request.bucket(name(bucket)).key(key));
      return Optional.of(new Content(object, object.response().contentLength()));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw S3Failure.of("read %s/%s".formatted(name(bucket), key), e);
    }
  }

  @Override
  public OptionalLong length(Bucket bucket, String key) {
    Keys.checked(key);
    try {
      var head = client.headObject(request -> request.bucket(name(bucket)).key(key));
      return OptionalLong.of(head.contentLength());
    } catch (NoSuchKeyException e) {
      return OptionalLong.empty();
    } catch (SdkException e) {
      throw S3Failure.of("read %s/%s".formatted(name(bucket), key), e);
    }
  }

  @Override
  public Set<String> delete(Bucket bucket, Collection<String> keys) {
    Keys.checkAll(keys);
    return keys.stream()
        .gather(Gatherers.windowFixed(BATCH))
        .gather(Gatherers.mapConcurrent(AT_ONCE, batch -> deleteBatch(bucket, batch)))
        .flatMap(List::stream)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public List<Entry> list(Bucket bucket, @Nullable String after, int limit) {
    String position = Keys.position(after);
    var found = new ArrayList<Entry>();
    boolean isMore = true;
    try {
      while (isMore && found.size() < limit) {
        int missing = Math.min(BATCH, limit - found.size());
        String behind = position;
        var page =
            client.listObjectsV2(
                request -> request.bucket(name(bucket)).startAfter(behind).maxKeys(missing));
        for (var object : page.contents()) {
          position = object.key();
          // Others may keep things of their own in the bucket.
          if (Keys.isKey(position)) {
            found.add(new Entry(position, object.size(), object.lastModified()));
          }
        }
        isMore = Boolean.TRUE.equals(page.isTruncated());
      }
      return List.copyOf(found);
    } catch (SdkException e) {
      throw S3Failure.of("list bucket " + name(bucket), e);
    }
  }

  @Override
  public void check() {
    for (var bucket : Bucket.values()) {
      use(name(bucket));
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private String name(Bucket bucket) {
    return prefix + bucket.wireName();
  }

  private List<String> deleteBatch(Bucket bucket, List<String> keys) {
    var identifiers =
        keys.stream().map(key -> ObjectIdentifier.builder().key(key).build()).toList();
    try {
      return client
          .deleteObjects(request ->
              request.bucket(name(bucket)).delete(batch -> batch.objects(identifiers).quiet(true)))
          .errors()
          .stream()
          .filter(error -> !"NoSuchKey".equals(error.code()))
          .map(S3Error::key)
          .toList();
    } catch (SdkException e) {
      throw S3Failure.of("delete from bucket " + name(bucket), e);
    }
  }

  private void createIfMissing(String bucket) {
    try {
      client.headBucket(request -> request.bucket(bucket));
    } catch (NoSuchBucketException e) {
      create(bucket);
    } catch (SdkException e) {
      throw S3Failure.of("use bucket " + bucket, e);
    }
  }

  private void create(String bucket) {
    try {
      client.createBucket(request -> request.bucket(bucket));
    } catch (S3Exception e) {
      if (e.statusCode() != CONFLICT) {
        throw S3Failure.of("create bucket " + bucket, e);
      }
      // Another process created it in this moment, or it is somebody else's.
      use(bucket);
    } catch (SdkException e) {
      throw S3Failure.of("create bucket " + bucket, e);
    }
  }

  private void use(String bucket) {
    try {
      client.headBucket(request -> request.bucket(bucket));
    } catch (SdkException e) {
      throw S3Failure.of("use bucket " + bucket, e);
    }
  }
}
