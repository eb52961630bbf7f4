/**
 * Decodes and computes in a process of its own, so that a crash of native code, or a picture that
 * takes all memory, ends that process and not the product. {@link
 * dev.luna.extraction.worker.Worker} is its main class, {@link
 * dev.luna.extraction.worker.WorkerExtractor} is who starts it.
 */
@NullMarked
package dev.luna.extraction.worker;

import org.jspecify.annotations.NullMarked;
