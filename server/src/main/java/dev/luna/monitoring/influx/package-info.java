/** Points for a server that takes InfluxDB 2 line protocol. */
@NullMarked
package dev.luna.monitoring.influx;

import org.jspecify.annotations.NullMarked;
