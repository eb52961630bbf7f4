/** Settings: one record per section, read from defaults, file, environment and flags. */
@NullMarked
package dev.luna.config;

import org.jspecify.annotations.NullMarked;
