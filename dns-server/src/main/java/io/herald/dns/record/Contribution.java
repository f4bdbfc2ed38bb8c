package io.herald.dns.record;

import java.util.List;

/**
 * The records that one task (or agent, framework, announcement, the masters) puts into the zone.
 * The zone is the union of all contributions, counted by reference.
 */
public record Contribution(List<ResourceRecord> records) {

  public static final Contribution NONE = new Contribution(List.of());

  public Contribution {
    records = List.copyOf(records);
  }
}
