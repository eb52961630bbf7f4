package dev.luna.events;

import org.jspecify.annotations.Nullable;

/**
 * A face or body descriptor of an event.
 *
 * @param version 1 or more; an event has one descriptor of a kind and version at most
 * @param bytes null where they were not asked for
 */
public record EventDescriptor(int version, byte @Nullable [] bytes) {}
