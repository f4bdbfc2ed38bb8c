/**
 * How something that failed is tried again: when, and what the log says of it. What may not live
 * here: the trying itself, which belongs to whoever knows its threads.
 */
@org.jspecify.annotations.NullMarked
package io.herald.runtime.retry;
