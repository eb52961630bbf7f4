/** Pages of schedules, and the forms that create them. */
@NullMarked
package dev.luna.web.schedules;

import org.jspecify.annotations.NullMarked;
