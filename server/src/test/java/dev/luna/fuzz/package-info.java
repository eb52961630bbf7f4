/**
 * Requests made of the specification, most of them spoilt, and the laws that hold whatever is sent.
 */
@NullMarked
package dev.luna.fuzz;

import org.jspecify.annotations.NullMarked;
