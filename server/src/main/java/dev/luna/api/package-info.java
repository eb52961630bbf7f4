/** The Admin API: one resource per tag of the contract. */
@NullMarked
package dev.luna.api;

import org.jspecify.annotations.NullMarked;
