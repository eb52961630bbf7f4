/** Runs tasks: planning, claims, chunks, finishing. */
@NullMarked
package dev.luna.tasks.engine;

import org.jspecify.annotations.NullMarked;
