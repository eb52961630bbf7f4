/** The way in and out. */
@NullMarked
package dev.luna.web.login;

import org.jspecify.annotations.NullMarked;
