/** Pages of lists, faces and events, and the search for any of them. */
@NullMarked
package dev.luna.web.faces;

import org.jspecify.annotations.NullMarked;
