/**
 * How the naming is configured: the domain and the other zones, forms of names, name servers.
 *
 * <p>What may not live here: how a configuration is read.
 */
@NullMarked
package io.herald.dns.naming.options;

import org.jspecify.annotations.NullMarked;
