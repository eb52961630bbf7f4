/** What tests share: a database, a server, a client that checks every answer, data and time. */
@NullMarked
package dev.luna.testing;

import org.jspecify.annotations.NullMarked;
