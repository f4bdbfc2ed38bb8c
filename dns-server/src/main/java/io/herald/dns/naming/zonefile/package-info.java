/**
 * The operator's own records, from a master file (RFC 1035 §5), beside those of the cluster.
 *
 * <p>What lives here: reading such a file, and following it. What may not: anything of Mesos, or of
 * answers.
 */
@NullMarked
package io.herald.dns.naming.zonefile;

import org.jspecify.annotations.NullMarked;
