/** Secrets that users entrust to this service, encrypted with keys outside of the database. */
@NullMarked
package dev.luna.secrets;

import org.jspecify.annotations.NullMarked;
