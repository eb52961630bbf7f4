package dev.luna.imagestore;

import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/** Tells those who refer to images which of them an account has. */
@FunctionalInterface
public interface KnownImages {
  /** Those of the images that the account has; they stay until the open transaction ends. */
  Set<UUID> among(Bucket bucket, Collection<UUID> imageIds, UUID accountId);
}
