/** Signatures over JSON by Ed25519, and what they say of a document that was changed. */
@NullMarked
package dev.luna.signing;

import org.jspecify.annotations.NullMarked;
