/** Pages of the service itself: versions, health, settings, statistics, the audit log. */
@NullMarked
package dev.luna.web.system;

import org.jspecify.annotations.NullMarked;
