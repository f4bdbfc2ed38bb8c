package io.herald.catalog.model;

import java.util.Optional;

/**
 * A framework.
 *
 * @param hostname what the scheduler calls its host; may be empty
 * @param pid empty for a scheduler of the HTTP API, or while it isn't known
 */
public record Framework(String id, String name, String hostname, Optional<Upid> pid, boolean active)
    implements Entity {

  @Override
  public Id key() {
    return new Id(id);
  }

  public record Id(String value) implements Entity.Key {}
}
