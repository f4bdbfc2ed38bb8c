/**
 * Datagrams in and out of a UDP socket: many with one system call where the machine can ({@link
 * io.herald.dns.transport.datagram.BatchUdpSocket}), else one by one ({@link
 * io.herald.dns.transport.datagram.ChannelUdpSocket}).
 *
 * <p>What lives here: sockets and what the kernel wants to be told. What may not: DNS, threads.
 */
@NullMarked
package io.herald.dns.transport.datagram;

import org.jspecify.annotations.NullMarked;
