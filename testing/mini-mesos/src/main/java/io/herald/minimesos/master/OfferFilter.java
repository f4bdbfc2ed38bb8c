package io.herald.minimesos.master;

import io.herald.minimesos.resources.ResourceSet;

/**
 * What a framework said it doesn't want for a while.
 *
 * @param resources offers that fit into these are held back
 * @param expires {@link System#nanoTime()} of its end
 */
record OfferFilter(String agentId, String role, ResourceSet resources, long expires) {

  boolean holdsBack(String agent, String forRole, ResourceSet available, long now) {
    return expires - now > 0
        && agentId.equals(agent)
        && role.equals(forRole)
        && resources.contains(available);
  }
}
