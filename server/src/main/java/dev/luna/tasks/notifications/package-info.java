/** Tells receivers outside what became of tasks: policies, the outbox, its delivery. */
@NullMarked
package dev.luna.tasks.notifications;

import org.jspecify.annotations.NullMarked;
