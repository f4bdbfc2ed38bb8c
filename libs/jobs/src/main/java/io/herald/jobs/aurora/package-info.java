/**
 * Reads what Aurora's client and scheduler hand to executors. Lenient, as other people's data must
 * be: unknown keys pass, missing ones get Aurora's defaults.
 */
@NullMarked
package io.herald.jobs.aurora;

import org.jspecify.annotations.NullMarked;
