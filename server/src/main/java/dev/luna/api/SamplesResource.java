package dev.luna.api;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.http.Access;
import dev.luna.http.Idempotency;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.images.Images;
import dev.luna.images.StoredImage;
import dev.luna.imagestore.Bucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Face samples, body samples and source images of the platform API. */
public final class SamplesResource implements Resource {
  private static final Map<String, Bucket> BUCKETS =
      Map.of(
          "/6/samples/faces", Bucket.FACES_SAMPLES,
          "/6/samples/bodies", Bucket.BODIES_SAMPLES,
          "/6/images", Bucket.IMAGES);

  private final Images images;
  private final Idempotency idempotency;
  private final Supplier<UUID> ids;

  public SamplesResource(Images images, Idempotency idempotency, Supplier<UUID> ids) {
    this.images = images;
    this.idempotency = idempotency;
    this.ids = ids;
  }

  @Override
  public List<Route> routes() {
    var routes = new ArrayList<Route>();
    BUCKETS.forEach((path, bucket) -> {
      String one = path + "/{image_id}";
      routes.add(new Route("POST", path, Access.ACCOUNT, in -> create(path, bucket, in)));
      routes.add(new Route("GET", one, Access.ACCOUNT, in -> get(bucket, in)));
      routes.add(new Route("DELETE", one, Access.ACCOUNT, in -> remove(bucket, in)));
    });
    return List.copyOf(routes);
  }

  /** The content is stored before the transaction begins, which must not wait for the storage. */
  private Reply create(String path, Bucket bucket, Request request) {
    var actor = request.actor();
    UUID imageId = ids.get();
    long length = images.store(bucket, imageId, request.upload().file());
    var timeToLive = request.optionalNumber("ttl").map(Duration::ofDays).orElse(null);
    boolean registered = false;
    try {
      var reply =
          idempotency.once(
              request,
              () -> {
                images.register(bucket, imageId, actor.accountId(), length, timeToLive);
                return Reply.json(201, Map.of("image_id", imageId))
                    .with("Location", path + "/" + imageId);
              });
      registered = (path + "/" + imageId).equals(reply.headers().get("Location"));
      return reply;
    } finally {
      if (!registered) {
        images.discard(bucket, imageId);
      }
    }
  }

  private Reply get(Bucket bucket, Request request) {
    var image = find(bucket, request);
    if (request.raw().method().equals("HEAD")) {
      return reply(image.length(), out -> {});
    }
    var content =
        images
            .open(bucket, image.imageId())
            .orElseThrow(() -> new CodedException(ErrorCode.IMAGE_NOT_FOUND, image.imageId()));
    return reply(
        content.length(),
        out -> {
          try (content) {
            content.stream().transferTo(out);
          }
        });
  }

  private Reply remove(Bucket bucket, Request request) {
    images.remove(bucket, request.uuid("image_id"), request.actor().accountId());
    return Reply.empty(204);
  }

  private static Reply reply(long length, Reply.Writer writer) {
    return new Reply(
        200,
        Map.of("Content-Length", String.valueOf(length), "Cache-Control", "no-store"),
        new Reply.Streamed("image/jpeg", writer));
  }

  private StoredImage find(Bucket bucket, Request request) {
    UUID imageId = request.uuid("image_id");
    return images
        .find(bucket, imageId)
        .filter(image -> request.actor().sees(image.accountId()))
        .orElseThrow(() -> new CodedException(ErrorCode.IMAGE_NOT_FOUND, imageId));
  }
}
