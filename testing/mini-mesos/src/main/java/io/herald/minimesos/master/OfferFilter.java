package io.herald.minimesos.master;

import io.herald.minimesos.resources.Resources;

/**
 * What a framework said it doesn't want for a while.
 *
 * @param resources offers that fit into these are held back
 * @param expires {@link System#nanoTime()} of its end
 */
record OfferFilter(String agentId, String role, Resources resources, long expires) {

  boolean holdsBack(String agent, String forRole, Resources available, long now) {
    return expires - now > 0
        && agentId.equals(agent)
        && role.equals(forRole)
        && resources.contains(available);
  }
}
