/** The contract's error codes and the one exception that carries them. */
@NullMarked
package dev.luna.errors;

import org.jspecify.annotations.NullMarked;
