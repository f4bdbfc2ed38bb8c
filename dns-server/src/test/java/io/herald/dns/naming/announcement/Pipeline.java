package io.herald.dns.naming.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.Change;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Task;
import io.herald.changingcluster.ChangingEntities;
import io.herald.dns.naming.Cluster;
import io.herald.dns.naming.NamedServices;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.options.OtherZones;
import io.herald.dns.naming.records.ZoneWriter;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.ResourceRecord;
import io.herald.services.host.HostResolver;
import io.herald.services.instance.Publication;
import io.herald.services.instance.ServiceKey;
import io.herald.services.problem.ProblemBook;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** Announcements and naming as the server has them, with a zone that counts references. */
final class Pipeline {

  /** As the server has them if its configuration says nothing. */
  private static final NamingOptions OPTIONS =
      new NamingOptions(
          Cluster.OPTIONS.domain(),
          Cluster.OPTIONS.rules(),
          Cluster.OPTIONS.ipSources(),
          Cluster.OPTIONS.srvWeight(),
          List.of(),
          Cluster.OPTIONS.nameServers(),
          Publication.DEFAULT,
          Cluster.OPTIONS.forms(),
          List.of(),
          false,
          OtherZones.NONE);

  final Zone zone = new Zone();
  final Hosts hosts = new Hosts();
  private final NamedServices cluster =
      NamedServices.withServerSets(OPTIONS, new Hosts(), "/aurora", hosts, zone);
  private final ChangingEntities entities = new ChangingEntities(cluster::onBatch);

  ProblemBook problems() {
    return cluster.naming().problems();
  }

  /** The records that the service's instances are said to give, by task. */
  Map<Task.Id, SortedSet<String>> records(ServiceKey service) {
    Map<Task.Id, SortedSet<String>> records = new HashMap<>();
    cluster
        .naming()
        .records(service)
        .forEach(
            (task, contributions) ->
                records.put(
                    task,
                    Cluster.text(
                        contributions.stream().flatMap(one -> one.records().stream()).toList())));
    return records;
  }

  /** One batch in which these are there, as they are now. */
  void put(Entity... all) {
    entities.put(all);
  }

  /** One batch in which these go. */
  void remove(Entity... all) {
    entities.remove(all);
  }

  /** Any changes, as one batch. */
  void apply(List<Change> changes) {
    entities.apply(changes);
  }

  Map<Entity.Key, Entity> there() {
    return entities.there();
  }

  /** A new one that gets all that is there at once, and the hosts that are resolved. */
  Pipeline fresh() {
    Pipeline fresh = new Pipeline();
    fresh.put(there().values().toArray(Entity[]::new));
    hosts.known.forEach(
        (host, addresses) -> {
          if (fresh.hosts.listeners.containsKey(host)) {
            fresh.hosts.tell(host, addresses);
          }
        });
    return fresh;
  }

  /** Counts references, as the real one does, and how many contributions a batch moved. */
  static final class Zone implements ZoneWriter {
    final Map<ResourceRecord, Integer> counts = new HashMap<>();
    int moved;
    int loads;

    @Override
    public void apply(Iterable<Contribution> removed, Iterable<Contribution> added) {
      for (Contribution contribution : added) {
        moved++;
        contribution.records().forEach(record -> counts.merge(record, 1, Integer::sum));
      }
      for (Contribution contribution : removed) {
        moved++;
        for (ResourceRecord record : contribution.records()) {
          assertThat(counts).containsKey(record);
          counts.computeIfPresent(record, (r, count) -> count == 1 ? null : count - 1);
        }
      }
    }

    @Override
    public void loaded() {
      loads++;
    }

    SortedSet<String> text() {
      return Cluster.text(counts.keySet());
    }
  }

  /** Resolves what the test says, when it says it. */
  static final class Hosts implements HostResolver {
    final Map<String, Listener> listeners = new HashMap<>();
    final Map<String, List<InetAddress>> known = new HashMap<>();

    @Override
    public void watch(String host, Listener listener) {
      assertThat(listeners.put(host, listener)).isNull();
    }

    @Override
    public void unwatch(String host) {
      assertThat(listeners.remove(host)).isNotNull();
      known.remove(host);
    }

    void tell(String host, List<InetAddress> addresses) {
      known.put(host, addresses);
      listeners.get(host).resolved(host, addresses);
    }

    void fail(String host, String why) {
      listeners.get(host).unresolved(host, why);
    }
  }
}
