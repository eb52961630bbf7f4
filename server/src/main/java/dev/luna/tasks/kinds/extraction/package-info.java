/** Additional extraction: what is missing of objects is read from their stored samples. */
@NullMarked
package dev.luna.tasks.kinds.extraction;

import org.jspecify.annotations.NullMarked;
