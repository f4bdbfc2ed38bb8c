package io.herald.dns.record;

import java.util.List;

/**
 * The records that one task (or agent, framework, announcement, the masters) puts into the zone.
 * The zone is the union of all contributions, counted by reference.
 *
 * @param ttl TTL in seconds that it wants at each of its names, where the smallest one wanted
 *     applies; {@link ResourceRecord#OF_ZONE}: none; a name without any has the zone's
 * @param audience who may see the records: {@link #EVERYONE}, or a number that {@code
 *     ClientEnvironments} knows, up to {@link #MAX_AUDIENCE}
 */
public record Contribution(PackedRecords records, int ttl, int audience) {

  /** The audience of all clients. */
  public static final int EVERYONE = 0;

  /** The highest number of an audience. */
  public static final int MAX_AUDIENCE = 254;

  public static final Contribution NONE = new Contribution(PackedRecords.NONE);

  /** Records with the zone's TTL, for everyone. */
  public Contribution(List<ResourceRecord> records) {
    this(records, ResourceRecord.OF_ZONE);
  }

  /** Records for everyone. */
  public Contribution(List<ResourceRecord> records, int ttl) {
    this(PackedRecords.of(records), ttl, EVERYONE);
  }

  /** Records for an audience. */
  public Contribution(List<ResourceRecord> records, int ttl, int audience) {
    this(PackedRecords.of(records), ttl, audience);
  }

  public Contribution {
    if (audience < EVERYONE || audience > MAX_AUDIENCE) {
      throw new IllegalArgumentException(
          "audience " + audience + " is not in " + EVERYONE + "-" + MAX_AUDIENCE);
    }
  }

  /** Other records with the same TTL, for the same audience. */
  public Contribution with(List<ResourceRecord> others) {
    return new Contribution(PackedRecords.of(others), ttl, audience);
  }

  /** The same for another audience. */
  public Contribution to(int other) {
    return other == audience ? this : new Contribution(records, ttl, other);
  }
}
