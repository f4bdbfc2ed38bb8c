/**
 * The data plane that is the Linux kernel: a table of nftables in which each VIP has a chain that
 * rewrites the destination of new connections. What lives here: the rules as text, what they are
 * changed by, the commands that change them. Needs {@code nft}, {@code ip} and, for UDP, {@code
 * conntrack}, and the right to administer the network.
 */
@NullMarked
package io.herald.balancer.nftables;

import org.jspecify.annotations.NullMarked;
