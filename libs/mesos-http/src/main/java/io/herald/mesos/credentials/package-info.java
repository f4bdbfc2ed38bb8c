/**
 * What masters and agents are shown and asked for: who we are (a principal and its secret, an
 * executor's token, an IAM account), and the TLS between us. The one place for the DNS server, the
 * scheduler and the executor. A secret is in no message and in nothing that is printed.
 */
@NullMarked
package io.herald.mesos.credentials;

import org.jspecify.annotations.NullMarked;
