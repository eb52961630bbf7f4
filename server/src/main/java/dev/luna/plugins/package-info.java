/** Extensions loaded from a directory of jars. */
@NullMarked
package dev.luna.plugins;

import org.jspecify.annotations.NullMarked;
