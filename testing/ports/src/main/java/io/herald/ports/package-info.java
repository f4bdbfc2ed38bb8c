/**
 * Ports for servers that must know theirs before they start. Whatever can bind port 0 does that
 * instead.
 */
@NullMarked
package io.herald.ports;

import org.jspecify.annotations.NullMarked;
