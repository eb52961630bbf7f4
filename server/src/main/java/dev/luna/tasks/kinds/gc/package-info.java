/** Garbage collection. */
@NullMarked
package dev.luna.tasks.kinds.gc;

import org.jspecify.annotations.NullMarked;
