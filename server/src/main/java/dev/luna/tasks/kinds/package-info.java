/** The list of task kinds that this product can run. */
@NullMarked
package dev.luna.tasks.kinds;

import org.jspecify.annotations.NullMarked;
