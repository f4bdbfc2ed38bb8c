package io.herald.xds;

import com.google.protobuf.Message;
import io.envoyproxy.controlplane.cache.Resources.ResourceType;
import io.herald.runtime.text.Printable;
import io.herald.services.instance.Instance;
import io.herald.services.instance.InstancePort;
import io.herald.services.instance.ServiceKey;
import io.herald.watch.LiveServices;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The resources that there are, made of the services as they are now. For one thread.
 *
 * <p>Whatever is asked for by a name that a service may have exists, also before the service and
 * after it: a client that comes first, or whose service is without instances for a moment, has its
 * routes and waits for endpoints. Otherwise gRPC would wait for 15 s and then fail calls that are
 * to wait.
 */
final class ServiceResources {

  private static final Logger log = LoggerFactory.getLogger(ServiceResources.class);

  private final LiveServices live;
  private ServingRules rules = ServingRules.DEFAULT;

  /** The clusters of each service, as of a revision: its names with and without ports. */
  private final Map<ServiceKey, Clusters> clusters = new HashMap<>();

  /** What was made since {@link #forget}, for all clients that ask for the same. */
  private final Map<Made, Optional<Message>> made = new HashMap<>();

  private final Map<ResourceType, VersionedResources> everything =
      new EnumMap<>(ResourceType.class);

  private record Made(ResourceType type, String name) {}

  /** Names that are told to stand for more than one service. */
  private final Set<String> ambiguous = new HashSet<>();

  private record Clusters(long revision, SortedSet<String> names) {}

  ServiceResources(LiveServices live) {
    this.live = live;
  }

  /** Lets go of what was made; what is asked for from here on is as of then. */
  void forget() {
    made.clear();
    everything.clear();
  }

  /** By these rules from now on. */
  void use(ServingRules changed) {
    rules = changed;
    clusters.clear();
  }

  /** Those of the named ones whose names a service may have. */
  VersionedResources named(ResourceType type, Iterable<String> names) {
    SortedMap<String, Message> found = new TreeMap<>();
    for (String text : names) {
      made.computeIfAbsent(
              new Made(type, text),
              wanted -> ResourceName.parse(text).flatMap(name -> resource(type, text, name)))
          .ifPresent(resource -> found.put(text, resource));
    }
    return VersionedResources.of(found);
  }

  /**
   * All of a type, for a client that names none: every cluster. Listeners are for clients that ask
   * by name; a proxy has its own.
   */
  VersionedResources all(ResourceType type) {
    return everything.computeIfAbsent(
        type,
        wanted -> {
          SortedMap<String, Message> found = new TreeMap<>();
          if (wanted == ResourceType.CLUSTER) {
            clusterNames().forEach(name -> found.put(name, Envoys.cluster(name)));
          }
          return VersionedResources.of(found);
        });
  }

  private Optional<Message> resource(ResourceType type, String text, ResourceName name) {
    return switch (type) {
      case LISTENER -> Optional.of(Envoys.listener(text));
      case ROUTE -> Optional.of(Envoys.routes(text));
      case CLUSTER -> Optional.of(Envoys.cluster(text));
      case ENDPOINT ->
          Optional.of(new Endpoints(rules).of(text, name.port(), instances(text, name)));
      default -> Optional.empty(); // secrets are not served
    };
  }

  /** Of the service that is named; none if there is none, or more than one of that name. */
  private List<Instance> instances(String text, ResourceName name) {
    return name.key()
        .or(() -> only(text, name.name()))
        .map(key -> live.read(view -> view.instances(key)))
        .orElse(List.of());
  }

  private Optional<ServiceKey> only(String text, String name) {
    List<ServiceKey> of = new ArrayList<>();
    for (ServiceKey key : live.services().tailSet(new ServiceKey("", name, ""), true)) {
      if (!key.name().equals(name)) {
        break;
      }
      of.add(key);
    }
    if (of.size() > 1 && ambiguous.add(text)) {
      log.warn(
          "xDS clients that ask for \"{}\" get no endpoints: {} services have that name; ask for {}",
          Printable.of(text),
          of.size(),
          of.stream().map(key -> ResourceName.of(key, Optional.empty()).toString()).toList());
    } else if (of.size() <= 1) {
      ambiguous.remove(text);
    }
    return of.size() == 1 ? Optional.of(of.get(0)) : Optional.empty();
  }

  private SortedSet<String> clusterNames() {
    SortedSet<String> names = new TreeSet<>();
    for (ServiceKey service : live.services()) {
      long revision = live.changedAt(service);
      Clusters known = clusters.get(service);
      if (known == null || known.revision() != revision) {
        known =
            new Clusters(revision, namesOf(service, live.read(view -> view.instances(service))));
        clusters.put(service, known);
      }
      names.addAll(known.names());
    }
    clusters.keySet().removeIf(service -> !live.services().contains(service));
    return names;
  }

  private SortedSet<String> namesOf(ServiceKey service, List<Instance> instances) {
    SortedSet<String> names = new TreeSet<>();
    for (Instance instance : instances) {
      names.add(ResourceName.of(service, Optional.empty()).toString());
      for (InstancePort port : instance.ports(rules.addressSources())) {
        if (!port.name().isEmpty()) {
          names.add(ResourceName.of(service, Optional.of(port.name())).toString());
        }
      }
    }
    return names;
  }
}
