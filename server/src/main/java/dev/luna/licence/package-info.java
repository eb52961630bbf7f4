/** What this installation may do, by a signed file. */
@NullMarked
package dev.luna.licence;

import org.jspecify.annotations.NullMarked;
