/**
 * What every part of Herald needs of a running process, each mechanism in a room of its own: {@code
 * failure} (why something failed, as a sentence), {@code text} (what others wrote, fit for a log),
 * {@code threads} (threads whose failures are told, the end of a process without memory or
 * threads), {@code time} (a clock that nobody sets). Nothing here knows of Mesos, ZooKeeper or DNS,
 * and no room holds what only one caller needs.
 */
@org.jspecify.annotations.NullMarked
package io.herald.runtime;
