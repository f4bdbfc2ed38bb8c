package io.herald.catalog.model;

import java.util.Map;
import java.util.OptionalInt;

/**
 * A ServerSet member as the catalog sees it.
 *
 * @param path group path, {@code /aurora/role/environment/name}
 * @param member node name, {@code member_0000000001}
 */
public record Announcement(
    String path,
    String member,
    Endpoint serviceEndpoint,
    Map<String, Endpoint> additionalEndpoints,
    OptionalInt shard)
    implements Entity {

  public Announcement {
    additionalEndpoints = Map.copyOf(additionalEndpoints);
  }

  @Override
  public Id key() {
    return new Id(path, member);
  }

  public record Id(String path, String member) implements Entity.Key {}
}
