package io.herald.dns.naming;

import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.model.Entity;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.services.Services;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Stream;

/** A naming with a zone of its own, told of entities. */
final class NamedCluster {

  final CountingZone zone = new CountingZone();
  final ToldHosts hosts = new ToldHosts();
  final Naming naming;
  final Services services;
  private final Map<Entity.Key, Entity> there = new LinkedHashMap<>();
  private long number;

  NamedCluster(NamingOptions options, Entity... entities) {
    NamedServices both = NamedServices.of(options, hosts, zone);
    services = both.services();
    naming = both.naming();
    put(entities);
  }

  /** All of them come or change, in one batch; one that is the same already isn't told. */
  NamedCluster put(Entity... entities) {
    List<Change> changes = new ArrayList<>();
    for (Entity entity : entities) {
      Entity before = there.put(entity.key(), entity);
      if (before == null) {
        changes.add(new Change.Added(entity));
      } else if (!before.equals(entity)) {
        changes.add(new Change.Changed(before, entity));
      }
    }
    return batch(changes);
  }

  /** All of them go, in one batch. */
  NamedCluster remove(Entity... entities) {
    List<Change> changes = new ArrayList<>();
    for (Entity entity : entities) {
      Entity before = there.remove(entity.key());
      if (before != null) {
        changes.add(new Change.Removed(before));
      }
    }
    return batch(changes);
  }

  List<Entity> entities() {
    return List.copyOf(there.values());
  }

  SortedSet<String> text() {
    return zone.text();
  }

  /** Type and value of the records at one name, sorted. */
  List<String> at(String owner) {
    return text().stream()
        .map(record -> record.split(" ", 3))
        .filter(record -> record[1].equals(owner))
        .map(record -> record[0] + " " + record[2])
        .toList();
  }

  /** The SRV records of one name as {@code priority weight port target}. */
  List<String> srv(String owner) {
    return Cluster.srv(zone.counts.keySet(), owner);
  }

  List<Problem> problems(ProblemKind kind) {
    return Stream.concat(
            naming.problems().list(1000).stream(), naming.canonicalCollisions().stream())
        .filter(p -> p.kind() == kind)
        .toList();
  }

  private NamedCluster batch(List<Change> changes) {
    services.onBatch(new ChangeBatch(++number, Instant.EPOCH, false, true, changes));
    return this;
  }
}
