/** The page of versions of descriptors. */
@NullMarked
package dev.luna.web.descriptors;

import org.jspecify.annotations.NullMarked;
