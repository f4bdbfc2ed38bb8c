/**
 * A client of Herald's HTTP API for any Java program: services, and what changes of them. Uses the
 * JDK's HTTP client; nothing of Herald's own parts, no Netty, no Guava. Here is what a program
 * calls, and what keeps a watch alive; the nouns are in {@code model}.
 */
@NullMarked
package io.herald.client;

import org.jspecify.annotations.NullMarked;
