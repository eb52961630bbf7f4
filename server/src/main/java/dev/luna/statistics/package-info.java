/** What the system information counts by month, on every node, added up in the database. */
@NullMarked
package dev.luna.statistics;

import org.jspecify.annotations.NullMarked;
