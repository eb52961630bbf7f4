/** The one JSON mapper with the contract's conventions. */
@NullMarked
package dev.luna.json;

import org.jspecify.annotations.NullMarked;
