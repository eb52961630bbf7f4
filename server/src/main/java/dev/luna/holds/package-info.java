/** Legal holds: what no collection removes. */
@NullMarked
package dev.luna.holds;

import org.jspecify.annotations.NullMarked;
