/** Calls to addresses that users give, guarded against reaching what is not meant for them. */
@NullMarked
package dev.luna.outbound;

import org.jspecify.annotations.NullMarked;
