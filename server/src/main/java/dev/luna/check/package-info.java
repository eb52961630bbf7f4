/** Looks whether what is kept fits together: counters and rows, images and their contents. */
@NullMarked
package dev.luna.check;

import org.jspecify.annotations.NullMarked;
