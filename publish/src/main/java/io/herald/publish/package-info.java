/**
 * The services as SkyDNS' keys in etcd: {@code keys} says which there must be, {@code writer} keeps
 * them true, {@code registration} does the same for one service beside Mesos. What may not live
 * here: rules of names, which are the DNS server's.
 */
@NullMarked
package io.herald.publish;

import org.jspecify.annotations.NullMarked;
