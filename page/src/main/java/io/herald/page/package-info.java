/**
 * The page for operators: static files, served with a strict policy. What it shows it reads from
 * {@code /v1} and {@code /v2} in the browser.
 */
@NullMarked
package io.herald.page;

import org.jspecify.annotations.NullMarked;
