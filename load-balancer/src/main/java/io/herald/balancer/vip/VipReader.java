package io.herald.balancer.vip;

import static io.herald.balancer.vip.VipPortLabels.AURORA;

import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.VipHost;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.plane.VipOptions;
import io.herald.balancer.plane.VipProtocol;
import io.herald.balancer.problem.BalancerProblem;
import io.herald.balancer.vip.VipClaim.Standing;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Task;
import io.herald.services.instance.Instance;
import io.herald.services.instance.InstanceLabels;
import io.herald.services.instance.InstancePorts;
import io.herald.services.problem.Problem;
import io.herald.services.problem.ProblemKind;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the VIP labels of an instance: those of its DiscoveryInfo's ports, whose keys begin with
 * {@code VIP} or {@code vip}, and those of the task, {@code VIP_PORT<i>} for its i-th port and
 * {@code VIP_<name>} for a named one, with or without Aurora's prefix. A bad label costs that label
 * alone. A pure function.
 */
public final class VipReader {

  private static final Pattern BY_INDEX =
      Pattern.compile("vip_port(\\d{1,9})", Pattern.CASE_INSENSITIVE);

  private static final Pattern WITH_SCHEME = Pattern.compile("([A-Za-z]+)://(.*)");

  private final Instance instance;
  private final Task task;
  private final Standing standing;
  private final List<VipClaim> claims = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  private VipReader(Instance instance) {
    this.instance = instance;
    this.task = instance.task();
    this.standing = TaskStanding.of(task);
  }

  /** What the instance gives to VIPs, and what its labels have wrong. */
  public static InstanceVips read(Instance instance) {
    if (!mayHaveAny(instance.task())) {
      return InstanceVips.NONE;
    }
    VipReader reader = new VipReader(instance);
    reader.ofPorts();
    reader.ofTask(reader.task.labels());
    reader.task.discovery().map(Discovery::labels).ifPresent(reader::ofTask);
    reader.ofNoVip();
    return reader.claims.isEmpty() && reader.problems.isEmpty()
        ? InstanceVips.NONE
        : new InstanceVips(
            reader.claims.stream().distinct().toList(),
            reader.problems.stream().distinct().toList());
  }

  private static boolean mayHaveAny(Task task) {
    if (anyKey(task.labels())) {
      return true;
    }
    if (task.discovery().isEmpty()) {
      return false;
    }
    for (Discovery.Port port : task.discovery().get().ports()) {
      if (anyKey(port.labels())) {
        return true;
      }
    }
    return anyKey(task.discovery().get().labels());
  }

  private static boolean anyKey(Map<String, String> labels) {
    for (String key : labels.keySet()) {
      if (isKey(key) || key.startsWith(AURORA) || key.startsWith(VipPortLabels.PREFIX)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isKey(String key) {
    return key.startsWith("VIP") || key.startsWith("vip");
  }

  /** Options where nothing asks for a VIP. */
  private void ofNoVip() {
    if (!claims.isEmpty() || !problems.isEmpty()) {
      return;
    }
    Stream<Map<String, String>> scopes =
        Stream.concat(
            ports().stream().map(Discovery.Port::labels),
            Stream.of(task.discovery().map(Discovery::labels).orElse(Map.of()), task.labels()));
    scopes
        .flatMap(labels -> new TreeMap<>(labels).entrySet().stream())
        .filter(
            label ->
                label.getKey().startsWith(VipPortLabels.PREFIX)
                    || label.getKey().startsWith(AURORA + VipPortLabels.PREFIX))
        .forEach(
            label ->
                report(
                    BalancerProblem.VIP_OPTION,
                    "its label "
                        + label.getKey()
                        + " = \""
                        + label.getValue()
                        + "\" has no effect, as no label makes a VIP; add VIP_0=/NAME:PORT to the"
                        + " port"));
  }

  private void ofPorts() {
    for (Discovery.Port port : ports()) {
      new TreeMap<>(port.labels())
          .forEach(
              (key, value) -> {
                if (isKey(key)) {
                  ofPort(port, key + "=" + value, value, Optional.empty());
                }
              });
    }
  }

  private List<Discovery.Port> ports() {
    return task.discovery().map(Discovery::ports).orElse(List.of());
  }

  private void ofTask(Map<String, String> labels) {
    new TreeMap<>(labels)
        .forEach(
            (key, value) -> {
              String own = key.startsWith(AURORA) ? key.substring(AURORA.length()) : key;
              Matcher byIndex = BY_INDEX.matcher(own);
              if (byIndex.matches()) {
                byIndex(key + "=" + value, Integer.parseInt(byIndex.group(1)), value);
              } else if (own.startsWith("VIP_") || own.startsWith("vip_")) {
                byName(key + "=" + value, own.substring("VIP_".length()), value);
              }
            });
  }

  private void byIndex(String label, int index, String value) {
    Matcher scheme = WITH_SCHEME.matcher(value.strip());
    if (!scheme.matches()) {
      refuse(label, "its protocol is missing; write tcp://NAME:PORT or udp://NAME:PORT");
      return;
    }
    Optional<List<VipProtocol>> protocols = protocols(label, scheme.group(1));
    List<Integer> numbers = InstancePorts.ofResources(task, (kind, what) -> {});
    if (protocols.isEmpty()) {
      return;
    }
    if (index >= numbers.size()) {
      refuse(
          label,
          "the task has "
              + numbers.size()
              + " ports among its resources; write VIP_PORT0 for the first one");
      return;
    }
    claim(
        label,
        scheme.group(2),
        protocols.get(),
        PortAddresses.ofAgent(instance, numbers.get(index)),
        Map.of());
  }

  private void byName(String label, String name, String value) {
    List<Discovery.Port> named = ports().stream().filter(port -> port.name().equals(name)).toList();
    if (named.isEmpty()) {
      refuse(
          label,
          "the task has no port named \""
              + name
              + "\"; put the label at a port, or write VIP_PORT0=tcp://NAME:PORT at the task");
    }
    Matcher scheme = WITH_SCHEME.matcher(value.strip());
    boolean has = scheme.matches();
    for (Discovery.Port port : named) {
      ofPort(
          port,
          label,
          has ? scheme.group(2) : value,
          has ? Optional.of(scheme.group(1)) : Optional.empty());
    }
  }

  /**
   * One label of one port.
   *
   * @param scheme if it says the protocol itself
   */
  private void ofPort(Discovery.Port port, String label, String value, Optional<String> scheme) {
    String given = scheme.orElse(port.protocol().isEmpty() ? "tcp" : port.protocol());
    Optional<List<VipProtocol>> protocols = protocols(label, given);
    if (protocols.isEmpty() || port.number() == 0) {
      return;
    }
    if (port.number() < 0 || port.number() > 65535) {
      refuse(label, "its port has number " + port.number() + "; write one from 1 to 65535");
      return;
    }
    for (VipProtocol protocol : protocols.get()) {
      claim(
          label,
          value,
          List.of(protocol),
          PortAddresses.of(instance, port, protocol.text()),
          port.labels());
    }
  }

  /** Empty if it is another protocol, which is reported. */
  private Optional<List<VipProtocol>> protocols(String label, String given) {
    List<VipProtocol> protocols = new ArrayList<>();
    for (String one : given.split(",", -1)) {
      switch (one.strip().toLowerCase(Locale.ROOT)) {
        case "tcp" -> protocols.add(VipProtocol.TCP);
        case "udp" -> protocols.add(VipProtocol.UDP);
        default -> {
          refuse(label, "the protocol \"" + given + "\" can't be balanced; write tcp or udp");
          return Optional.empty();
        }
      }
    }
    return Optional.of(protocols);
  }

  private void claim(
      String label,
      String value,
      List<VipProtocol> protocols,
      PortAddresses at,
      Map<String, String> ofPort) {
    VipValue target;
    VipHost host;
    try {
      target = VipValue.parse(value);
      host = target.in(instance.service().framework());
    } catch (IllegalArgumentException e) {
      refuse(label, String.valueOf(e.getMessage()));
      return;
    }
    VipOptions options =
        VipOptionLabels.of(
            new VipPortLabels(
                List.of(
                    ofPort,
                    task.discovery().map(Discovery::labels).orElse(Map.of()),
                    task.labels()),
                this::report));
    int asked = weight(ofPort);
    int weight = standing == Standing.SERVING ? asked : 0;
    List<Backend> backends =
        standing.isBackend() ? backends(at, weight, target.address()) : List.of();
    for (VipProtocol protocol : protocols) {
      claims.add(
          new VipClaim(
              new VipKey(host, target.port(), protocol),
              task.id(),
              label,
              options,
              backends,
              standing));
    }
  }

  private int weight(Map<String, String> ofPort) {
    return new InstanceLabels(task, (kind, what) -> report(BalancerProblem.VIP_OPTION, what))
        .weight(ofPort)
        .orElse(1);
  }

  private List<Backend> backends(PortAddresses at, int weight, Optional<InetAddress> vip) {
    List<Backend> backends = new ArrayList<>(at.addresses().size());
    for (InetAddress address : at.addresses()) {
      if (vip.isEmpty() || isOneFamily(vip.get(), address)) {
        InetAddress agent =
            instance.agentAddresses().stream()
                .filter(each -> isOneFamily(each, address))
                .findFirst()
                .orElse(address);
        backends.add(
            new Backend(
                task.id(),
                instance.service(),
                address,
                at.port(),
                weight,
                agent,
                at.mappedTo(address)));
      }
    }
    return backends;
  }

  static boolean isOneFamily(InetAddress one, InetAddress other) {
    return one.getAddress().length == other.getAddress().length;
  }

  private void refuse(String label, String why) {
    report(BalancerProblem.VIP_LABEL, "its VIP label \"" + label + "\" makes no VIP: " + why);
  }

  private void report(ProblemKind kind, String what) {
    problems.add(new Problem(kind, task.key(), what));
  }
}
