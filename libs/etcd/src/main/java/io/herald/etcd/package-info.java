/**
 * A client of etcd's v3 API over gRPC: keys, transactions, leases, an election, and a prefix that
 * is followed without losing a change. Knows no DNS and no service: what keys mean is for who reads
 * them. What may not live here: settings' rows, which name the flags of a command.
 */
@org.jspecify.annotations.NullMarked
package io.herald.etcd;
