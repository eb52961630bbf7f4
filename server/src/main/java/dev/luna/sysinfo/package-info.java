/** Versions of the parts of this installation. */
@NullMarked
package dev.luna.sysinfo;

import org.jspecify.annotations.NullMarked;
