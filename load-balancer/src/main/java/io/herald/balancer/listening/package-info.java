/**
 * Backends that have just come: they get connections once they accept one. For planes that would
 * send them clients before. Nothing is carried here.
 */
@NullMarked
package io.herald.balancer.listening;

import org.jspecify.annotations.NullMarked;
