/** Pictures and other large objects, kept outside of the database: on disk, in S3, in memory. */
@NullMarked
package dev.luna.imagestore;

import org.jspecify.annotations.NullMarked;
