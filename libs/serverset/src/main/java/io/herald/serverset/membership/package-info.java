/**
 * Being in a ServerSet: joining it, staying in it whatever happens to connection, session and node,
 * and leaving it.
 */
@NullMarked
package io.herald.serverset.membership;

import org.jspecify.annotations.NullMarked;
