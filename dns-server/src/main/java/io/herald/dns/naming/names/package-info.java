/**
 * Forms of names: how text becomes DNS labels, which forms a task's name has, what fits into DNS.
 *
 * <p>What may not live here: records, and which names are taken.
 */
@NullMarked
package io.herald.dns.naming.names;

import org.jspecify.annotations.NullMarked;
