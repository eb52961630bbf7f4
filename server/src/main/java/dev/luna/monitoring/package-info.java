/** Metrics, health and logging. */
@NullMarked
package dev.luna.monitoring;

import org.jspecify.annotations.NullMarked;
