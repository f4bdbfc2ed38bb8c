/**
 * Keeps the keys true: who of several publishers writes, what differs, in what order it is written.
 */
@NullMarked
package io.herald.publish.writer;

import org.jspecify.annotations.NullMarked;
