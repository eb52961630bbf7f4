package dev.luna.tasks.kinds.extraction;

import dev.luna.extraction.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What reading the sample of an object gave.
 *
 * @param outcome null if the object has no sample, or its sample is not stored
 */
record Read(Candidate candidate, @Nullable Outcome outcome) {}
