package io.herald.dns.naming;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.herald.catalog.Catalog;
import io.herald.catalog.source.mesos.MesosOptions;
import io.herald.catalog.source.mesos.MesosSource;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.names.TaskHash;
import io.herald.services.instance.IpSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Conformance cases whose point is in the state itself, from a master's {@code /state} over HTTP to
 * the records.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StateCasesTest {

  private static final String DOCKER = "{'key': 'Docker.NetworkSettings.IPAddress', 'value': '%s'}";

  private static final String STATE =
      """
      {'version': '1.11.0', 'id': 'm', 'leader': 'master@127.0.0.1:PORT',
       'pid': 'master@127.0.0.1:PORT', 'flags': {},
       'slaves': [
         {'id': 'a-S1', 'pid': 'slave(1)@9.9.9.9:5051', 'hostname': 'agent-1'},
         {'id': 'a-S2', 'pid': 'no pid at all', 'hostname': 'agent-2'}],
       'frameworks': [{'id': 'F', 'name': 'f', 'tasks': [TASKS]}]}
      """;

  private static final List<String> TASKS =
      List.of(
          task(
              "case44",
              status(
                  "TASK_RUNNING",
                  1,
                  "{'ip_address': '1.2.3.4', 'ip_addresses': [{'ip_address': '1.2.4.8'}]}",
                  "")),
          // Before Mesos 0.26.
          task("old", status("TASK_RUNNING", 1, "{'ip_address': '1.2.3.4'}", "")),
          task(
              "case47",
              status("TASK_RUNNING", 1, netinfo("1.2.3.4"), ""),
              status("TASK_RUNNING", 4, netinfo("1.3.5.7"), ""),
              status("TASK_RUNNING", 3, "", DOCKER.formatted("2.3.4.5")),
              status("TASK_RUNNING", 5, "", DOCKER.formatted("2.4.6.8")),
              status("TASK_RUNNING", 2, "", DOCKER.formatted("2.5.8.1"))),
          task(
              "case48",
              status("TASK_RUNNING", 1, netinfo("1.2.3.4"), ""),
              status("STOPPED", 2, netinfo("2.3.4.5"), "")),
          // One bad entity costs only itself.
          "{'id': 'no-agent', 'name': 'no-agent', 'framework_id': 'F', 'state': 'TASK_RUNNING'}",
          "17",
          task("ports", status("TASK_RUNNING", 1, netinfo("1.2.3.4"), ""))
              .replace("'statuses'", "'resources': {'ports': '[31000, 1-999999]'}, 'statuses'"));

  private HttpServer master;
  private MesosSource source;
  private final CountingZone netinfo = new CountingZone();
  private final CountingZone dockerFirst = new CountingZone();

  @BeforeAll
  void follow() throws IOException {
    master = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    int port = master.getAddress().getPort();
    String state =
        STATE
            .replace("TASKS", String.join(",\n", TASKS))
            .replace("PORT", "" + port)
            .replace('\'', '"');
    master.createContext("/", exchange -> answer(exchange, state));
    master.start();
    Catalog catalog = new Catalog(Clock.systemUTC());
    source =
        new MesosSource(
            catalog,
            MesosOptions.of("127.0.0.1:" + port).withRefresh(Duration.ofMinutes(1)),
            Clock.systemUTC());
    subscribe(catalog, netinfo, IpSource.NETINFO);
    subscribe(catalog, dockerFirst, IpSource.DOCKER, IpSource.NETINFO);
    source.start();
    await().until(() -> netinfo.loads == 1 && dockerFirst.loads == 1);
  }

  @AfterAll
  void stop() {
    source.close();
    master.stop(0);
  }

  @ParameterizedTest(name = "case {0}, {1}: {2}")
  @CsvSource({
    "case44, netinfo, A case44.f.mesos. 1.2.4.8",
    "old, netinfo, A old.f.mesos. 1.2.3.4",
    "case47, docker netinfo, A case47.f.mesos. 2.4.6.8",
    "case48, netinfo, A case48.f.mesos. 1.2.3.4",
    "ports, netinfo, A ports.f.mesos. 1.2.3.4",
  })
  void aTaskHasTheAddressesOfItsNewestRunningStatus(String task, String sources, String record) {
    assertThat((sources.equals("netinfo") ? netinfo : dockerFirst).text())
        .filteredOn(text -> text.startsWith("A " + task + ".f.mesos."))
        .containsExactly(record);
  }

  @ParameterizedTest
  @CsvSource({"task, no-agent", "task, ''", "agent, a-S2", "ports, ports"})
  void whatCannotBeReadIsListedAndCostsNothingElse(String kind, String id) {
    assertThat(source.skipped())
        .anySatisfy(
            skipped -> {
              assertThat(skipped.kind()).isEqualTo(kind);
              assertThat(skipped.id()).isEqualTo(id);
            });
    assertThat(netinfo.text())
        .contains(
            "SRV _ports._tcp.f.mesos. ports-" + TaskHash.of("ports") + "-s1.f.slave.mesos.:31000")
        .contains("A slave.mesos. 9.9.9.9");
  }

  private static void subscribe(Catalog catalog, CountingZone zone, IpSource... sources) {
    catalog.subscribe(
        NamedServices.of(Cluster.with(LabelRules.RFC1123, List.of(sources)), new ToldHosts(), zone)
            .services());
  }

  /** A master without the operator API, which is polled. */
  private static void answer(HttpExchange exchange, String state) throws IOException {
    try (exchange) {
      byte[] body = state.getBytes(UTF_8);
      if (exchange.getRequestURI().getPath().endsWith("/state")) {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private static String task(String id, String... statuses) {
    return "{'id': 'ID', 'name': 'ID', 'framework_id': 'F', 'slave_id': 'a-S1',".replace("ID", id)
        + " 'state': 'TASK_RUNNING', 'statuses': ["
        + String.join(", ", statuses)
        + "]}";
  }

  private static String status(String state, int timestamp, String network, String label) {
    return ("{'state': '%s', 'timestamp': %d, 'container_status': {'network_infos': [%s]},"
            + " 'labels': [%s]}")
        .formatted(state, timestamp, network, label);
  }

  private static String netinfo(String address) {
    return "{'ip_addresses': [{'ip_address': '" + address + "'}]}";
  }
}
