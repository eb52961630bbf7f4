/** Accounts, their passwords, sessions, and who may come in. */
@NullMarked
package dev.luna.accounts;

import org.jspecify.annotations.NullMarked;
