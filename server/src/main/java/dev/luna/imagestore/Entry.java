package dev.luna.imagestore;

import java.time.Instant;

/**
 * An object in a listing.
 *
 * @param length in bytes
 * @param lastModified when it was stored, by the storage's clock
 */
public record Entry(String key, long length, Instant lastModified) {}
