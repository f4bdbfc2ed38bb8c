package io.herald.balancer.vip;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.services.instance.EnvironmentRule;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An instance, built up by a test. The agent is at 10.0.0.114. */
final class Instances {

  private String framework = "marathon";
  private String id = "sise.1";
  private String state = Task.RUNNING;
  private Optional<Boolean> healthy = Optional.empty();
  private boolean checked;
  private List<String> addresses = List.of();
  private Network network = Network.UNSPECIFIED;
  private List<PortRange> resources = List.of();
  private List<String> agentAddresses = List.of("10.0.0.114");
  private final List<Discovery.Port> ports = new ArrayList<>();
  private final Map<String, String> labels = new HashMap<>();
  private final Map<String, String> ofDiscovery = new HashMap<>();

  static Instances task() {
    return new Instances();
  }

  Instances framework(String name) {
    framework = name;
    return this;
  }

  Instances id(String text) {
    id = text;
    return this;
  }

  Instances state(String text) {
    state = text;
    return this;
  }

  Instances healthy(boolean result) {
    healthy = Optional.of(result);
    return this;
  }

  Instances checked() {
    checked = true;
    return this;
  }

  Instances at(String... own) {
    addresses = List.of(own);
    return this;
  }

  Instances agent(String... own) {
    agentAddresses = List.of(own);
    return this;
  }

  Instances network(Network.Mode mode, Network.Mapping... mappings) {
    network = new Network(mode, Arrays.asList(mappings));
    return this;
  }

  Instances resources(int begin, int end) {
    resources = List.of(new PortRange(begin, end));
    return this;
  }

  /** A port, with keys and values of labels by turns. */
  Instances port(long number, String name, String protocol, String... ofPort) {
    ports.add(new Discovery.Port(number, name, protocol, pairs(ofPort)));
    return this;
  }

  Instances label(String key, String value) {
    labels.put(key, value);
    return this;
  }

  Instances discoveryLabel(String key, String value) {
    ofDiscovery.put(key, value);
    return this;
  }

  private static Map<String, String> pairs(String... texts) {
    Map<String, String> pairs = new HashMap<>();
    for (int i = 0; i < texts.length; i += 2) {
      pairs.put(texts[i], texts[i + 1]);
    }
    return pairs;
  }

  Instance build() {
    Task task =
        new Task(
            "F1",
            id,
            "sise",
            "S1",
            state,
            Optional.of(new RunningStatus(healthy, addresses, Map.of(), Network.UNSPECIFIED)),
            resources,
            Optional.of(new Discovery("sise", "", "", "", "", ports, ofDiscovery)),
            labels,
            network,
            false,
            checked);
    Framework of = new Framework("F1", framework, "", Optional.empty(), true);
    return new Instance(
        ServiceKey.of(task, of, EnvironmentRule.DISCOVERY),
        task,
        of,
        new Agent("S1", "agent1", Upid.parse("slave(1)@10.0.0.114:5051"), true),
        agentAddresses.stream().map(Instances::address).toList());
  }

  InstanceVips read() {
    return VipReader.read(build());
  }

  static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
