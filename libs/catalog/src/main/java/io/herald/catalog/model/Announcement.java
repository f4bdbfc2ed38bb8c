package io.herald.catalog.model;

import java.util.Map;
import java.util.OptionalInt;

/**
 * A ServerSet member as the catalog sees it.
 *
 * @param path group path, {@code /aurora/role/environment/name}
 * @param member node name, {@code member_0000000001}
 * @param status as ServerSets spell it, {@link #ALIVE} and so on
 * @param metadata free text by key; Aurora writes none
 */
public record Announcement(
    String path,
    String member,
    AnnouncedEndpoint serviceEndpoint,
    Map<String, AnnouncedEndpoint> additionalEndpoints,
    OptionalInt shard,
    String status,
    Map<String, String> metadata)
    implements Entity {

  /** The one status by which a member counts; every writer there is writes this one. */
  public static final String ALIVE = "ALIVE";

  public Announcement {
    additionalEndpoints = Map.copyOf(additionalEndpoints);
    metadata = Map.copyOf(metadata);
  }

  @Override
  public Id key() {
    return new Id(path, member);
  }

  /** Whether it is to be published. */
  public boolean isAlive() {
    return status.equals(ALIVE);
  }

  public record Id(String path, String member) implements Entity.Key {}
}
