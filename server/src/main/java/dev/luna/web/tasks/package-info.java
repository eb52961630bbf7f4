/** Pages of tasks, and the forms that create them. */
@NullMarked
package dev.luna.web.tasks;

import org.jspecify.annotations.NullMarked;
