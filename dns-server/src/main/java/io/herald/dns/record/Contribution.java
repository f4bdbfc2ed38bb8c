package io.herald.dns.record;

import java.util.List;

/**
 * The records that one task (or agent, framework, announcement, the masters) puts into the zone.
 * The zone is the union of all contributions, counted by reference.
 *
 * @param ttl TTL in seconds that it wants at each of its names, where the smallest one wanted
 *     applies; {@link ResourceRecord#OF_ZONE}: none; a name without any has the zone's
 */
public record Contribution(List<ResourceRecord> records, int ttl) {

  public static final Contribution NONE = new Contribution(List.of());

  /** Records with the zone's TTL. */
  public Contribution(List<ResourceRecord> records) {
    this(records, ResourceRecord.OF_ZONE);
  }

  /** Other records with the same TTL. */
  public Contribution with(List<ResourceRecord> others) {
    return new Contribution(others, ttl);
  }

  public Contribution {
    records = List.copyOf(records);
  }
}
