/** Pages of accounts, and the overview that begins with them. */
@NullMarked
package dev.luna.web.accounts;

import org.jspecify.annotations.NullMarked;
