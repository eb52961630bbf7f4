/** The commands of the launcher. */
@NullMarked
package dev.luna.cli;

import org.jspecify.annotations.NullMarked;
