/** Lists, faces, their attributes and descriptors. */
@NullMarked
package dev.luna.faces;

import org.jspecify.annotations.NullMarked;
