/** Images: whose they are, how long they are kept, and their content in the image store. */
@NullMarked
package dev.luna.images;

import org.jspecify.annotations.NullMarked;
