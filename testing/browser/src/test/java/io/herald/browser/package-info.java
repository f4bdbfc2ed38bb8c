/**
 * The page as an operator uses it: Debian's Chromium, without a screen, on the page of a real
 * {@code herald dns} that follows a cluster of messages. What may not live here: tests that need no
 * browser.
 */
@NullMarked
package io.herald.browser;

import org.jspecify.annotations.NullMarked;
