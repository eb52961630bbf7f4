package dev.luna.http;

/**
 * Longest bodies that are taken, in bytes.
 *
 * @param json of JSON and forms
 * @param upload of images
 */
public record BodyLimits(int json, int upload) {}
