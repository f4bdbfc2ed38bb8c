package io.herald.executor.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.executor.announce.AnnounceRequest;
import io.herald.executor.health.CheckResult;
import io.herald.executor.health.HealthPlan;
import io.herald.executor.options.AddressMode;
import io.herald.executor.options.ExecutorOptions;
import io.herald.executor.probe.RawServer;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.mesos.v1.Protos.TaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentTaskPlanTest {

  private static final AgentTask.Key KEY = new AgentTask.Key("f-1", "shop.1");

  private static AgentTask task(String name, String role, String discovery, String wish) {
    return task(name, role, discovery, wish, List.of());
  }

  private static AgentTask task(
      String name, String role, String discovery, String wish, List<String> addresses) {
    String[] words = discovery.split(":", -1);
    return new AgentTask(
        KEY,
        name,
        role,
        words[0],
        words.length > 1 ? words[1] : "",
        new TreeMap<>(Map.of("http", 31000, "admin", 31001)),
        new TreeMap<>(Map.of("team", "x")),
        wish,
        new AgentTask.Changing(TaskState.TASK_RUNNING, Optional.empty(), false, addresses));
  }

  private static AgentTaskPlan.Site site(ExecutorOptions.Builder options) throws Exception {
    return new AgentTaskPlan.Site(
        "host1",
        "host1:5051",
        Map.of("f-1", "marathon"),
        List.of(InetAddress.getByName("2001:db8::1"), InetAddress.getByName("10.0.0.1")),
        options.build());
  }

  private static AnnounceRequest announced(AgentTask task, ExecutorOptions.Builder options)
      throws Exception {
    return AgentTaskPlan.of(task, site(options)).announcement();
  }

  @ParameterizedTest(name = "{0} of {1}, {2}: {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # task's name     | role | discovery    | label                                     | set
          shop.prod         | *    | ``           | true                                      | /aurora/marathon/prod/shop.prod
          shop.prod         | ``   | shop         | ``                                        | /aurora/marathon/prod/shop
          shop.prod         | www  | shop:staging | TRUE                                      | /aurora/www/staging/shop
          www/devel/hello   | *    | ``           | {}                                        | /aurora/www/devel/hello
          www/devel/hello   | *    | shop:staging | true                                      | /aurora/www/devel/hello
          www/devel/hello   | *    | ``           | {role: a, environment: b, name: c}        | /aurora/a/b/c
          odd name          | *    | ``           | {name: even}                              | /aurora/marathon/prod/even
          a/b               | *    | shop         | {primary_port: http}                      | /aurora/marathon/prod/shop
          """)
  void itsSetIsTheLabelsThenAurorasThenTheTasks(
      String name, String role, String discovery, String label, String set) throws Exception {
    assertThat(
            announced(task(name, role, discovery, label), ExecutorOptions.builder())
                .groupPath()
                .value())
        .isEqualTo(set);
  }

  @Test
  void itHasThePortsOfTheTaskAndTheBlocksOwnItsLabelsAndWhoseItIs() throws Exception {
    AnnounceRequest announced =
        announced(
            task(
                "shop",
                "*",
                "",
                "{primary_port: web, portmap: {web: http, fixed: 80}, instance: 4}"),
            ExecutorOptions.builder());

    assertThat(announced)
        .isEqualTo(
            new AnnounceRequest(
                announced.groupPath(),
                "host1",
                31000,
                sorted(Map.of("admin", 31001, "fixed", 80, "http", 31000, "web", 31000)),
                4,
                announced.weight(),
                new TreeMap<>(
                    Map.of(
                        "agent", "host1:5051", "framework", "f-1", "task", "shop.1", "team", "x")),
                "shop.1"));
    assertThat(announced.weight()).isEmpty();
  }

  private static SortedMap<String, Integer> sorted(Map<String, Integer> ports) {
    return new TreeMap<>(ports);
  }

  @Test
  void withoutAnInstanceItsShardIsOfItsId() throws Exception {
    int shard = announced(task("shop", "*", "", "true"), ExecutorOptions.builder()).shard();

    assertThat(shard).isEqualTo(AgentTaskPlan.shard("shop.1")).isNotNegative();
    assertThat(AgentTaskPlan.shard("shop.2")).isNotEqualTo(shard);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "HOSTNAME, host1",
    "IP, 10.0.0.1",
    "IPV6, 2001:db8:0:0:0:0:0:1",
    "CONTAINER_IP, 192.0.2.7",
    "CONTAINER_IPV6, 2001:db8:0:0:0:0:0:7"
  })
  void itsHostIsTheMachineOrItsContainer(AddressMode mode, String host) throws Exception {
    AgentTask task =
        task(
            "shop",
            "*",
            "",
            "true",
            // What is no address is not looked up.
            List.of("container.example", "2001:db8::7", "192.0.2.7", "192.0.2.8"));

    assertThat(announced(task, ExecutorOptions.builder().announcerAddress(mode)).host())
        .isEqualTo(host);
  }

  @ParameterizedTest(name = "{0}, role {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # task's name | role | label                        | sentence
          odd name      | *    | true                         | name: the task's own can't be part of a ServerSet's path, as "odd name" has other characters
          a/b           | *    | true                         | or write name: NAME into the label
          shop          | a b  | true                         | role: the task's own can't be part of a ServerSet's path
          shop          | *    | {primary_port: none}         | announce.primary_port = "none": the task has no such port; it has [admin,
          shop          | *    | {zk_path: /mine}             | start the executor with --announcer-allow-custom-serverset-path
          shop          | *    | {portmap: {web: 70000}}      | "web":
          shop          | *    | {health_check_config: {health_checker: {tcp: {port: none}}}} | health_check_config.health_checker.tcp.port
          """)
  void whatCannotBeIsRefusedWithItsFieldAndARemedy(
      String name, String role, String label, String sentence) {
    assertThatThrownBy(() -> announced(task(name, role, "", label), ExecutorOptions.builder()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void aPathOfItsOwnIsTakenWhereThatIsAllowed() throws Exception {
    assertThat(
            announced(
                    task("shop", "*", "", "{zk_path: /mine}"),
                    ExecutorOptions.builder().allowCustomServersetPath(true))
                .groupPath()
                .value())
        .isEqualTo("/mine");
  }

  @Test
  void aContainerWithoutAnAddressOfTheFamilyIsToldWithWhatItHas() {
    AgentTask task = task("shop", "*", "", "true", List.of("192.0.2.7"));

    assertThatThrownBy(
            () ->
                announced(
                    task, ExecutorOptions.builder().announcerAddress(AddressMode.CONTAINER_IPV6)))
        .hasMessageContaining("--announcer-address = container-ipv6")
        .hasMessageContaining("it has [192.0.2.7]");
  }

  /** The servers are at one loopback address each; whoever asks at another finds nobody. */
  @Test
  void itsCheckAsksThisMachineOrWhereTheContainerHasItsOwnNetworkThere() throws Exception {
    assertThat(
            AgentTaskPlan.of(task("shop", "*", "", "true"), site(ExecutorOptions.builder()))
                .check())
        .isEmpty();
    String up = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nup";
    try (RawServer here = RawServer.on("127.0.0.1", RawServer.answering(up));
        RawServer there = RawServer.on("127.0.0.2", RawServer.answering(up))) {
      assertThat(check(checkedAt(here), AddressMode.HOSTNAME)).isEqualTo(CheckResult.pass());
      assertThat(check(checkedAt(there), AddressMode.HOSTNAME)).isNotEqualTo(CheckResult.pass());
      assertThat(check(checkedAt(there), AddressMode.CONTAINER_IP)).isEqualTo(CheckResult.pass());
    }
  }

  private static AgentTask checkedAt(RawServer server) {
    return task(
        "shop",
        "*",
        "",
        "{health_check_config: {health_checker: {http: {port: web, expected_response: up}}},"
            + " portmap: {web: %d}}".formatted(server.port()),
        List.of("127.0.0.2"));
  }

  private static CheckResult check(AgentTask task, AddressMode mode) throws Exception {
    HealthPlan plan =
        AgentTaskPlan.of(task, site(ExecutorOptions.builder().announcerAddress(mode)))
            .check()
            .orElseThrow();
    return plan.check().run();
  }
}
