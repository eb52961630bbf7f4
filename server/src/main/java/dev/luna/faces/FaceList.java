package dev.luna.faces;

import java.time.Instant;
import java.util.UUID;

/**
 * A list of faces.
 *
 * @param lastUpdateTime when its faces last changed: attached, detached, removed, other attributes
 * @param faceCount how many faces are attached now
 */
public record FaceList(
    UUID listId,
    UUID accountId,
    Instant createTime,
    Instant lastUpdateTime,
    long faceCount,
    String userData) {}
