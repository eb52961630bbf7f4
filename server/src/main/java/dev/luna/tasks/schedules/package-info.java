/** Tasks that come back by the clock. */
@NullMarked
package dev.luna.tasks.schedules;

import org.jspecify.annotations.NullMarked;
