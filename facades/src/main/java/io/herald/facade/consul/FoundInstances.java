package io.herald.facade.consul;

import static java.util.Comparator.comparing;

import io.herald.facade.mirror.MirroredInstance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The instances that a query is about, as of one moment, as the answers need them. */
final class FoundInstances {

  private final ConsulCatalog catalog;
  private final List<MirroredInstance> instances;

  /**
   * These.
   *
   * @param catalog which knows what they are registered as
   */
  FoundInstances(ConsulCatalog catalog, List<MirroredInstance> instances) {
    this.catalog = catalog;
    this.instances = List.copyOf(instances);
  }

  /** An instance under one of its names. */
  record Registered(ConsulRegistration registration, MirroredInstance instance) {}

  /** The registrations that are wanted, as Consul's tables are sorted: by node, then id. */
  List<Registered> registered(Predicate<ConsulRegistration> wanted) {
    List<Registered> found = new ArrayList<>(instances.size());
    for (MirroredInstance instance : instances) {
      for (ConsulRegistration registration : catalog.registrations(instance)) {
        if (wanted.test(registration)) {
          found.add(new Registered(registration, instance));
        }
      }
    }
    found.sort(
        comparing((Registered one) -> one.registration().node().name())
            .thenComparing(one -> one.registration().id()));
    return found;
  }

  /**
   * The oldest instance of each node, sorted by the node's name: what the node shows doesn't
   * flutter.
   */
  Collection<MirroredInstance> nodes() {
    Map<String, MirroredInstance> nodes = new TreeMap<>();
    for (MirroredInstance one : instances) {
      nodes.merge(
          ConsulNode.of(one.instance()).name(), one, (a, b) -> a.created() <= b.created() ? a : b);
    }
    return nodes.values();
  }
}
