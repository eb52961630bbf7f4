/** Pages for people. */
@NullMarked
package dev.luna.web;

import org.jspecify.annotations.NullMarked;
