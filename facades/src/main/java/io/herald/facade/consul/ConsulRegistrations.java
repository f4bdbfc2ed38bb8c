package io.herald.facade.consul;

import static java.util.Comparator.comparing;

import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Task;
import io.herald.services.instance.AnnouncedPort;
import io.herald.services.instance.Instance;
import io.herald.services.instance.InstanceLabels;
import io.herald.services.instance.InstancePort;
import io.herald.services.instance.InstancePorts;
import io.herald.services.instance.IpSource;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What an instance is registered as. Under the name of its service it stands once, with its primary
 * port ({@link InstancePorts#primary}), so that a load balancer has each instance once; its labels
 * are tags. Each of its named ports stands under {@code SERVICE-PORT} besides, with the labels of
 * that port alone: what a label makes public is the instance, or that port, and never another port.
 * Pure functions.
 */
final class ConsulRegistrations {

  /** A label with several tags, separated by commas. */
  private static final String TAGS = "tags";

  private static final String AURORA_METADATA = "org.apache.aurora.metadata.";

  /** What Consul takes as a key of metadata, and how long a value may be. */
  private static final Predicate<String> META_KEY =
      Pattern.compile("[A-Za-z0-9_-]{1,128}").asMatchPredicate();

  private static final int META_VALUE = 512;

  /** States in which a task isn't there yet. */
  private static final Set<String> BEFORE_RUNNING = Set.of("TASK_STAGING", "TASK_STARTING");

  private final ConsulNaming naming;
  private final List<IpSource> addressSources;

  /**
   * @param addressSources of the configuration; empty if each task's network decides
   */
  ConsulRegistrations(ConsulNaming naming, List<IpSource> addressSources) {
    this.naming = naming;
    this.addressSources = List.copyOf(addressSources);
  }

  /** Sorted by service; none if it isn't running yet, or a label keeps it from being published. */
  List<ConsulRegistration> of(Instance instance) {
    InstanceLabels own = new InstanceLabels(instance.task());
    if (BEFORE_RUNNING.contains(instance.state()) || !own.isPublished(Map.of())) {
      return List.of();
    }
    Facts facts = new Facts(instance, addressSources);
    String service = naming.of(instance.service());
    List<InstancePort> ports = instance.ports(addressSources);
    Optional<InstancePort> primary = InstancePorts.primary(ports);
    List<ConsulRegistration> all = new ArrayList<>();
    all.add(
        facts.registration(
            service,
            "",
            primary,
            facts.tags(instance.labels(), primary),
            facts.meta(instance, primary)));
    Set<String> taken = new HashSet<>();
    for (InstancePort port : ports) {
      String name = ConsulNaming.ofPort(service, port.name());
      if (!port.name().isEmpty() && taken.add(name)) {
        all.add(
            facts.registration(
                name,
                ":" + port.name(),
                Optional.of(port),
                facts.tags(Map.of(), Optional.of(port)),
                facts.metaOfPort(port)));
      }
    }
    all.sort(comparing(ConsulRegistration::service).thenComparing(ConsulRegistration::id));
    return all;
  }

  /** What all registrations of one instance share. */
  private static final class Facts {
    private final Instance instance;
    private final ConsulNode node;
    private final List<InetAddress> addresses;
    private final CheckStatus status;

    private Facts(Instance instance, List<IpSource> addressSources) {
      this.instance = instance;
      this.node = ConsulNode.of(instance);
      this.addresses = instance.addresses(addressSources).addresses();
      this.status = CheckStatus.of(instance);
    }

    private ConsulRegistration registration(
        String service,
        String suffix,
        Optional<InstancePort> port,
        List<String> tags,
        Map<String, String> meta) {
      boolean atAgent = port.map(InstancePort::atAgent).orElse(false);
      return new ConsulRegistration(
          service,
          instance.task().id() + suffix,
          node,
          atAgent ? instance.agentAddresses() : addresses,
          port.map(InstancePort::number).orElse(0),
          tags,
          meta,
          port.map(InstancePort::weight).orElseGet(instance::weight).orElse(1),
          status,
          output());
    }

    private String output() {
      String state = instance.state();
      return state.equals(Task.RUNNING)
          ? state + ", " + instance.health().name().toLowerCase(Locale.ROOT)
          : state;
    }

    private List<String> tags(Map<String, String> labels, Optional<InstancePort> port) {
      TreeSet<String> tags = new TreeSet<>();
      labels.forEach((key, value) -> addTags(tags, key, value));
      port.ifPresent(
          one -> {
            if (!one.name().isEmpty()) {
              tags.add(one.name());
            }
            one.labels().forEach((key, value) -> addTags(tags, key, value));
          });
      return List.copyOf(tags);
    }

    private static void addTags(Set<String> tags, String key, String value) {
      if (key.equals(AnnouncedPort.ORIGIN)) {
        return;
      }
      String plain = withoutPrefix(key);
      if (plain.equals(TAGS)) {
        for (String tag : value.split(",")) {
          if (!tag.isBlank()) {
            tags.add(tag.strip());
          }
        }
      } else {
        tags.add(value.isEmpty() ? plain : plain + "=" + value);
      }
    }

    private Map<String, String> meta(Instance of, Optional<InstancePort> port) {
      TreeMap<String, String> meta = new TreeMap<>();
      of.labels().forEach((key, value) -> addMeta(meta, withoutPrefix(key), value));
      port.ifPresent(one -> addPort(meta, one));
      addFacts(meta);
      return Collections.unmodifiableMap(meta);
    }

    private Map<String, String> metaOfPort(InstancePort port) {
      TreeMap<String, String> meta = new TreeMap<>();
      addPort(meta, port);
      addFacts(meta);
      return Collections.unmodifiableMap(meta);
    }

    private static void addPort(Map<String, String> meta, InstancePort port) {
      port.labels().forEach((key, value) -> addMeta(meta, key, value));
      addMeta(meta, "mesos-port", port.name());
      addMeta(meta, "mesos-protocol", port.protocol());
    }

    private void addFacts(Map<String, String> meta) {
      meta.put("external-source", "mesos");
      addMeta(meta, "mesos-framework", instance.framework().name());
      addMeta(meta, "mesos-environment", instance.service().environment());
      addMeta(
          meta, "mesos-version", instance.task().discovery().map(Discovery::version).orElse(""));
      addMeta(meta, "mesos-name", instance.service().name());
      addMeta(meta, "mesos-task", instance.task().id());
      addMeta(meta, "mesos-agent", instance.agent().id());
    }

    private static void addMeta(Map<String, String> meta, String key, String value) {
      if (!value.isEmpty() && value.length() <= META_VALUE && META_KEY.test(key)) {
        meta.put(key, value);
      }
    }

    private static String withoutPrefix(String key) {
      return key.startsWith(AURORA_METADATA) ? key.substring(AURORA_METADATA.length()) : key;
    }
  }
}
