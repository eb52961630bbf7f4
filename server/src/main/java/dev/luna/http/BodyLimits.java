package dev.luna.http;

import java.nio.file.Path;

/**
 * Longest bodies that are taken, in bytes, and where those are kept that are no JSON.
 *
 * @param json of JSON and forms
 * @param upload of images
 * @param directory for uploads until their requests are answered
 */
public record BodyLimits(int json, int upload, Path directory) {}
