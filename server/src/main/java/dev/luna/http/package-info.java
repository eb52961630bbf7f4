/** A small HTTP kernel: routes, the specification, errors, authorization, metering. */
@NullMarked
package dev.luna.http;

import org.jspecify.annotations.NullMarked;
