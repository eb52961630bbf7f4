package dev.luna.images;

import dev.luna.imagestore.Bucket;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An image that is kept.
 *
 * @param length in bytes
 * @param expireTime when it goes by itself; null keeps it
 */
public record StoredImage(
    UUID imageId,
    Bucket bucket,
    UUID accountId,
    long length,
    Instant createTime,
    @Nullable Instant expireTime) {}
