/** Reads descriptors and attributes out of samples, with networks that the operator configures. */
@NullMarked
package dev.luna.extraction;

import org.jspecify.annotations.NullMarked;
