/** PostgreSQL: the embedded server, pools and transactions, migrations, counters, pages. */
@NullMarked
package dev.luna.db;

import org.jspecify.annotations.NullMarked;
