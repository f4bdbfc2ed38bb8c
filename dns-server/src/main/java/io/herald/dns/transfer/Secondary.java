package io.herald.dns.transfer;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A server that is notified of changes.
 *
 * @param address where it takes NOTIFY; resolved
 * @param key canonical name of the key that NOTIFY is signed with; empty: unsigned
 */
public record Secondary(InetSocketAddress address, Optional<String> key) {}
