/**
 * What every part of Herald needs of a running process, each mechanism in a room of its own: {@code
 * failure} (why something failed, as a sentence), {@code files} (files that are read again), {@code
 * metrics} (what is measured, as rows of a table), {@code net} (clients by their addresses), {@code
 * retry} (delays between tries, and what the log says of failures), {@code text} (what others
 * wrote, fit for a log), {@code threads} (named threads, and the end of a process without memory or
 * threads), {@code time} (a clock that only moves forward), {@code tls} (certificates and keys).
 * Nothing here knows of Mesos, ZooKeeper or DNS, and no room holds what only one caller needs.
 */
@org.jspecify.annotations.NullMarked
package io.herald.runtime;
