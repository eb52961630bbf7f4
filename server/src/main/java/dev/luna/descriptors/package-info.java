/** Versions of descriptors: which is the default of a kind, and how far the others have come. */
@NullMarked
package dev.luna.descriptors;

import org.jspecify.annotations.NullMarked;
