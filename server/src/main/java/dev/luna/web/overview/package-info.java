/** What matters at a glance. */
@NullMarked
package dev.luna.web.overview;

import org.jspecify.annotations.NullMarked;
