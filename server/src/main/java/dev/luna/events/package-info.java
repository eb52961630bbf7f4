/** Events and their descriptors. */
@NullMarked
package dev.luna.events;

import org.jspecify.annotations.NullMarked;
