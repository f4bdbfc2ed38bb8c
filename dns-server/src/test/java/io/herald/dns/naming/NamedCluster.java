package io.herald.dns.naming;

import io.herald.catalog.model.Entity;
import io.herald.changingcluster.ChangingEntities;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.services.Services;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemKind;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Stream;

/** A naming with a zone of its own, told of entities. */
final class NamedCluster {

  final CountingZone zone = new CountingZone();
  final ToldHosts hosts = new ToldHosts();
  final Naming naming;
  final Services services;
  private final ChangingEntities cluster;

  NamedCluster(NamingOptions options, Entity... entities) {
    NamedServices both = NamedServices.of(options, hosts, zone);
    services = both.services();
    naming = both.naming();
    cluster = new ChangingEntities(both::onBatch);
    put(entities);
  }

  /** All of them come or change, in one batch; one that is the same already isn't told. */
  NamedCluster put(Entity... entities) {
    cluster.put(entities);
    return this;
  }

  /** All of them go, in one batch. */
  NamedCluster remove(Entity... entities) {
    cluster.remove(entities);
    return this;
  }

  List<Entity> entities() {
    return List.copyOf(cluster.there().values());
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
}
