/**
 * Who a client is, as settings say it: by its network, by the key that it signs with. No socket, no
 * record.
 */
@NullMarked
package io.herald.dns.access;

import org.jspecify.annotations.NullMarked;
