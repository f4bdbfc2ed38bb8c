package io.herald.watch.targets;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.changingcluster.ClusterParts;
import io.herald.services.host.IpText;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The targets of an instance. */
class ScrapeTargetTest {

  private static final Framework MARATHON = ClusterParts.framework("f1", "marathon");
  private static final Agent AGENT = ClusterParts.agent("x-S1", "a1.example", "10.1.0.1");

  private static Instance instance(
      String agentAddress,
      List<PortRange> resources,
      Map<String, String> labels,
      Discovery.Port... named) {
    Task task =
        new Task(
            "f1",
            "web.1",
            "web",
            "x-S1",
            Task.RUNNING,
            Optional.of(
                new RunningStatus(
                    Optional.of(false), List.of("9.0.0.7"), Map.of(), Network.UNSPECIFIED)),
            resources,
            Optional.of(new Discovery("web", "prod", "", "", "", List.of(named), Map.of())),
            labels,
            Network.UNSPECIFIED,
            false);
    return new Instance(
        new ServiceKey("marathon", "web", "prod"),
        task,
        MARATHON,
        AGENT,
        IpText.parse(agentAddress).stream().toList());
  }

  private static Discovery.Port port(int number, String name) {
    return new Discovery.Port(number, name, "tcp", Map.of());
  }

  private static List<String> addresses(Instance instance, String portName) {
    return ScrapeTarget.of(
            instance, Optional.of(portName).filter(name -> !name.isEmpty()), List.of())
        .stream()
        .map(ScrapeTarget::address)
        .toList();
  }

  @Test
  void everyPortIsATarget() {
    Instance web =
        instance(
            "10.1.0.1",
            List.of(new PortRange(31000, 31001)),
            Map.of(),
            port(31000, "http"),
            port(31000, "admin"));
    // One number with two names is two targets; without a name it is none beside these.
    assertThat(addresses(web, ""))
        .containsExactly("10.1.0.1:31000", "10.1.0.1:31000", "10.1.0.1:31001");
    assertThat(addresses(web, "admin")).containsExactly("10.1.0.1:31000");
    assertThat(addresses(web, "nothing")).isEmpty();
  }

  @Test
  void anIpv6AddressStandsInBrackets() {
    assertThat(addresses(instance("2001:db8::1", List.of(), Map.of(), port(80, "http")), ""))
        .containsExactly("[2001:db8:0:0:0:0:0:1]:80");
  }

  @Test
  void withoutPortsItIsOneTargetForARelabellingToComplete() {
    Instance web = instance("10.1.0.1", List.of(), Map.of());
    assertThat(addresses(web, "")).containsExactly("10.1.0.1");
    assertThat(addresses(web, "http")).isEmpty();
  }

  @Test
  void untilItsHostIsResolvedThereIsNone() {
    assertThat(addresses(instance("a1.example", List.of(), Map.of(), port(80, "http")), ""))
        .isEmpty();
  }

  @Test
  void itsLabelsSayWhatItIs() {
    Instance web =
        instance(
            "10.1.0.1",
            List.of(),
            Map.of("a.b", "2", "a_b", "1", "a-b", "3", "größe", "x"),
            new Discovery.Port(80, "http", "TCP", Map.of("net/scope", "host")));
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("__meta_herald_agent_hostname", "a1.example");
    expected.put("__meta_herald_agent_id", "x-S1");
    expected.put("__meta_herald_environment", "prod");
    expected.put("__meta_herald_framework", "marathon");
    expected.put("__meta_herald_framework_id", "f1");
    expected.put("__meta_herald_health", "unhealthy");
    expected.put("__meta_herald_label_a_b", "1");
    expected.put("__meta_herald_label_gr__e", "x");
    expected.put("__meta_herald_port_label_net_scope", "host");
    expected.put("__meta_herald_port_name", "http");
    expected.put("__meta_herald_port_number", "80");
    expected.put("__meta_herald_port_protocol", "tcp");
    expected.put("__meta_herald_service", "web");
    expected.put("__meta_herald_state", "TASK_RUNNING");
    expected.put("__meta_herald_task_id", "web.1");
    assertThat(ScrapeTarget.of(web, Optional.empty(), List.of()))
        .containsExactly(new ScrapeTarget("10.1.0.1:80", expected));
  }

  /** Prometheus refuses the whole reply for one name that it doesn't take. */
  @Test
  void everyNameIsOneThatPrometheusTakes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      StringBuilder name = new StringBuilder();
      random.ints(random.nextInt(5), 0, 0x300).forEach(c -> name.append((char) c));
      Instance web =
          instance(
              "10.1.0.1",
              List.of(),
              Map.of(name.toString(), "x"),
              new Discovery.Port(80, "http", "tcp", Map.of(name.toString(), "x")));
      assertThat(ScrapeTarget.of(web, Optional.empty(), List.of()).get(0).labels().keySet())
          .as("seed " + seed)
          .allMatch(label -> label.matches("[a-zA-Z_][a-zA-Z0-9_]*"));
    }
  }
}
