/** What all pages share: layout, texts, assets, paging, errors. */
@NullMarked
package dev.luna.web.frame;

import org.jspecify.annotations.NullMarked;
