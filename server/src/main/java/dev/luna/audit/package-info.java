/** Who changed what. */
@NullMarked
package dev.luna.audit;

import org.jspecify.annotations.NullMarked;
