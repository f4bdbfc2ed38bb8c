/**
 * A client of Herald's HTTP API for any Java program: services, and what changes of them. Uses the
 * JDK's HTTP client; nothing of Herald's own parts, no Netty, no Guava.
 */
@NullMarked
package io.herald.client;

import org.jspecify.annotations.NullMarked;
