/** Who a client is by its address: networks, as settings name them. No socket, no record. */
@NullMarked
package io.herald.dns.access;

import org.jspecify.annotations.NullMarked;
