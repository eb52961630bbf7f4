package dev.luna.tasks.kinds.extraction;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An object that lacks what is wanted.
 *
 * @param createTime which tells events of the same id apart; null for faces
 * @param samples that it has now
 * @param generation of the samples; 0 for events, whose samples never change
 * @param isStored whether the first sample is there, from which the object is read
 */
record Candidate(
    UUID id,
    @Nullable Instant createTime,
    UUID accountId,
    List<UUID> samples,
    int generation,
    boolean isStored) {}
