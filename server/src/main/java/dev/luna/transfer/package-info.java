/** Data in and out in bulk: import, export, demo. */
@NullMarked
package dev.luna.transfer;

import org.jspecify.annotations.NullMarked;
