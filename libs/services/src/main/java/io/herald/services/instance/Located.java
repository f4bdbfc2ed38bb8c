package io.herald.services.instance;

import io.herald.catalog.model.Entity;

/**
 * An entity of the cluster together with what else decides how it is reached: the addresses of its
 * hosts, a task's framework and agent. Equal values are reached in the same way.
 */
public sealed interface Located
    permits Instance, LocatedAgent, LocatedFramework, LocatedMasters, AnnouncedMember {

  Entity entity();

  default Entity.Key key() {
    return entity().key();
  }
}
