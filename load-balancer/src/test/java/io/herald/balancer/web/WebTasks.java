package io.herald.balancer.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.services.instance.EnvironmentRule;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tasks of one app as Mesos shows them, and what becomes of their labels. */
public final class WebTasks {

  /** A balancer of all groups. */
  static final WebSettings ALL = WebSettings.DEFAULT.withGroups(Set.of("*"));

  /** Of the time, as Marathon's are. */
  private static final String UUID = ".1417e3b%d-819c-11e6-8b52-26ceb6df%04x";

  private final Framework framework;
  private final String id;
  private final Map<String, String> labels = new HashMap<>();
  private final List<Instance> instances = new ArrayList<>();
  private String host = "";
  private boolean checked;
  private int second = 9;

  private WebTasks(String framework, String id) {
    this.framework = new Framework("f-" + framework, framework, "", Optional.empty(), true);
    this.id = id;
  }

  /** An app of Marathon's, by its id, without tasks. */
  public static WebTasks app(String id) {
    return new WebTasks("marathon", id);
  }

  /** The seed's app with its two tasks, and labels: keys without {@code HAPROXY_}, and values. */
  public static WebTasks sise(String... pairs) {
    return app("/sise")
        .labels(pairs)
        .task("10.0.0.114", port(31747, "http"))
        .task("10.0.0.115", port(29727, "http"));
  }

  /** Labels of the tasks that come after this; keys without {@code HAPROXY_}, and values. */
  public WebTasks labels(String... pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      labels.put("HAPROXY_" + pairs[i], pairs[i + 1]);
    }
    return this;
  }

  /** A label with its whole key. */
  public WebTasks label(String key, String value) {
    labels.put(key, value);
    return this;
  }

  /** The agents of the tasks that come after this are called so; else by their address. */
  public WebTasks host(String name) {
    host = name;
    return this;
  }

  public static Discovery.Port port(int number, String name) {
    return new Discovery.Port(number, name, "tcp", Map.of());
  }

  /** Mesos checks the tasks that come after this. */
  public WebTasks checked() {
    checked = true;
    return this;
  }

  /** The ids of the tasks that come after this say so; a digit, the greater the later. */
  public WebTasks startedAt(int when) {
    second = when;
    return this;
  }

  /** One more running task. */
  public WebTasks task(String agent, Discovery.Port... ports) {
    return task(Task.RUNNING, Optional.empty(), agent, ports);
  }

  /** One more task in a state. */
  public WebTasks task(
      String state, Optional<Boolean> healthy, String agent, Discovery.Port... ports) {
    String bare = id.substring(1);
    List<String> parts = new ArrayList<>(List.of(bare.split("/")));
    Collections.reverse(parts);
    String name = String.join(".", parts);
    String taskId = bare.replace('/', '_') + UUID.formatted(second, instances.size());
    String agentHost = host.isEmpty() ? agent : host;
    Task task =
        new Task(
            framework.id(),
            taskId,
            name,
            "S" + agent,
            state,
            Optional.of(new RunningStatus(healthy, List.of(), Map.of(), Network.UNSPECIFIED)),
            List.of(),
            Optional.of(new Discovery(name, "", "", "", "FRAMEWORK", List.of(ports), Map.of())),
            labels,
            Network.UNSPECIFIED,
            false,
            checked);
    Agent itsAgent =
        new Agent("S" + agent, agentHost, Upid.parse("slave(1)@" + agent + ":5051"), true);
    instances.add(
        new Instance(
            ServiceKey.of(task, framework, EnvironmentRule.DISCOVERY),
            task,
            framework,
            itsAgent,
            List.of(address(agent))));
    return this;
  }

  public List<Instance> instances() {
    return List.copyOf(instances);
  }

  public ServiceKey key() {
    return instances.get(0).service();
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** What a balancer with these settings makes of apps. */
  public static WebServices services(WebSettings settings, WebTasks... apps) {
    ServicePortPool ports = new ServicePortPool(settings.firstPort(), settings.lastPort());
    WebServices services = new WebServices(settings, ports, Set.of(80, 443, 9090, 9091));
    for (WebTasks app : apps) {
      services.update(app.key(), app.instances());
    }
    return services;
  }

  /** The service, if there is one alone. */
  static WebService only(WebServices services) {
    assertThat(services.services()).hasSize(1);
    return services.services().values().iterator().next();
  }
}
