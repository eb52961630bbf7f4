package dev.luna.imagestore;

import java.nio.file.Path;

/**
 * A picture that may be stored.
 *
 * @param file a JPEG
 * @param width in pixels
 * @param height in pixels
 */
public record Picture(Path file, int width, int height) {}
