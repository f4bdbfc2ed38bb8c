/**
 * Records of the operator's own, from a master file (RFC 1035 §5), beside those that the cluster
 * gives.
 *
 * <p>What lives here: reading such a file, and following it. What may not: anything of Mesos, or of
 * answers.
 */
@NullMarked
package io.herald.dns.naming.zonefile;

import org.jspecify.annotations.NullMarked;
