/** Time that only moves forward. Dates that are shown or stored come from a wall clock. */
@org.jspecify.annotations.NullMarked
package io.herald.runtime.time;
