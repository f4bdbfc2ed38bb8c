/**
 * When a file is rendered and its readers are told: pace, retries, quarantine, what is counted.
 * What may not live here: how content is made, and how a file is written.
 */
@NullMarked
package io.herald.render.schedule;

import org.jspecify.annotations.NullMarked;
