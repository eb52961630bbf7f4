/** The process: its arguments and the one place that builds the graph of parts. */
@NullMarked
package dev.luna;

import org.jspecify.annotations.NullMarked;
