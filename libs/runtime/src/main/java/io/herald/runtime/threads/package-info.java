/**
 * Threads with names, whose failures are told, and the end of a process in which no thread can be
 * relied on any more.
 */
@org.jspecify.annotations.NullMarked
package io.herald.runtime.threads;
