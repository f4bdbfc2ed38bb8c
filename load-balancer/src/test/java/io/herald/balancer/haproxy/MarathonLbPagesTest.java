package io.herald.balancer.haproxy;

import static io.herald.balancer.haproxy.HaproxyUnderTest.awaitAnswer;
import static io.herald.balancer.haproxy.HaproxyUnderTest.get;
import static io.herald.balancer.web.WebTasks.port;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.balancer.web.WebTasks;
import io.herald.runtime.net.CidrNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages beside HAProxy's statistics, as Marathon-LB's have them. */
final class MarathonLbPagesTest {

  @AutoClose private final EchoBackends backends = new EchoBackends();
  @AutoClose private HaproxyUnderTest haproxy = new HaproxyUnderTest();
  private int service = haproxy.ports.take();

  private WebTasks sise(String... labels) {
    return WebTasks.app("/sise")
        .labels("0_PORT", "" + service, "0_VHOST", "sise.example.com")
        .labels(labels)
        .task("127.0.0.1", port(backends.start(), "http"));
  }

  private String page(String path) throws IOException {
    String answer = get(haproxy.settings.statsPort().orElseThrow(), path);
    assertThat(answer).startsWith("HTTP/1.1 200 ").containsIgnoringCase("content-type: text/plain");
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  private String status(String path) throws IOException {
    return get(haproxy.settings.statsPort().orElseThrow(), path).split(" ", 3)[1];
  }

  @Test
  void configurationAndMapsAreWhatHaproxyHas() throws Exception {
    haproxy.serve(sise());
    await()
        .untilAsserted(
            () -> {
              assertThat(page("/_haproxy_getconfig"))
                  .contains("frontend sise_" + service, "backend sise_" + service)
                  .isEqualTo(Files.readString(haproxy.settings.configuration()));
              assertThat(page("/_haproxy_getvhostmap"))
                  .isEqualTo("sise.example.com sise_" + service + "\n");
              assertThat(page("/_haproxy_getappmap")).isEqualTo("/sise sise_" + service + "\n");
            });
  }

  @Test
  void thePidsAreThoseOfMasterAndWorkerAndOfOldWorkersWhileTheseHaveConnections() throws Exception {
    try (ServerSocket backend = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      WebTasks tasks =
          WebTasks.app("/sise")
              .labels("0_PORT", "" + service)
              .task("127.0.0.1", port(backend.getLocalPort(), "tcp"));
      haproxy.serve(tasks);
      MasterState state = haproxy.master();
      long before = state.workers().get(0);
      assertThat(pids()).containsExactlyInAnyOrder(state.pid(), before);
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), service);
          Socket accepted = backend.accept()) {
        haproxy.serve(tasks, sise("0_PORT", "" + haproxy.ports.take()));
        assertThat(haproxy.reloads()).isEqualTo(1);
        assertThat(pids()).hasSize(3).contains(state.pid(), before, haproxy.worker());
        client.close();
        accepted.close();
      }
      await().untilAsserted(() -> assertThat(pids()).doesNotContain(before).hasSize(2));
    }
  }

  private Set<Long> pids() throws IOException {
    Set<Long> pids = new TreeSet<>();
    for (String word : page("/_haproxy_getpids").split(" ")) {
      pids.add(Long.parseLong(word));
    }
    return pids;
  }

  @Test
  void hupMendsWhatOthersHaveChangedInHaproxyAndReloadsNothing() throws Exception {
    haproxy.serve(sise());
    String server = haproxy.process.servers().get("sise_" + service).keySet().iterator().next();
    haproxy.process.tell(List.of("set server sise_" + service + "/" + server + " state maint"));
    assertThat(get(haproxy.http(), "/", "Host: sise.example.com")).contains(" 503 ");
    assertThat(page("/_mlb_signal/hup")).isEqualTo("Sent SIGHUP signal to marathon-lb");
    awaitAnswer(" 200 ", haproxy.http(), "/", "Host: sise.example.com");
    assertThat(haproxy.reloads()).isZero();
  }

  @Test
  void usr1ReloadsHaproxyWithWhatItHas() throws Exception {
    haproxy.serve(sise());
    long worker = haproxy.worker();
    assertThat(page("/_mlb_signal/usr1")).isEqualTo("Sent SIGUSR1 signal to marathon-lb");
    await().untilAsserted(() -> assertThat(haproxy.reloads()).isEqualTo(1));
    assertThat(haproxy.worker()).isNotEqualTo(worker);
    assertThat(get(haproxy.http(), "/", "Host: sise.example.com")).contains(" 200 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/_haproxy_getconfig", "/_mlb_signal/hup", "/_mlb_signal/usr1"})
  void whatTellsSecretsOrDoesSomethingIsForAdminsAlone(String path) throws Exception {
    haproxy.close();
    haproxy = HaproxyUnderTest.withAdmins(CidrNetwork.parse("10.0.0.0/8"));
    service = haproxy.ports.take();
    haproxy.serve(sise());
    String answer = get(haproxy.settings.statsPort().orElseThrow(), path);
    assertThat(answer)
        .startsWith("HTTP/1.1 403 ")
        .endsWith("\r\n\r\nthis page is for clients in haproxyAdminClients");
    assertThat(status("/_haproxy_getpids")).isEqualTo("200");
    assertThat(status("/haproxy?stats;csv")).isEqualTo("200");
  }

  @Test
  void withoutHeraldTheyAnswer503AndHaproxysOwnPagesGoOn() throws Exception {
    haproxy.serve(sise());
    haproxy.plane.close();
    assertThat(get(haproxy.settings.statsPort().orElseThrow(), "/_haproxy_getpids"))
        .startsWith("HTTP/1.1 503 ")
        .endsWith("\r\n\r\nHerald does not answer; start it, or see its log");
    assertThat(status("/haproxy?stats")).isEqualTo("200");
    assertThat(status("/_haproxy_health_check")).isEqualTo("200");
    assertThat(status("/metrics")).isEqualTo("200");
    haproxy.restartHerald();
    await().until(() -> status("/_haproxy_getpids").equals("200"));
    // What is a server's name is known with the cluster.
    assertThat(status("/haproxy?stats;csv")).isEqualTo("503");
    haproxy.serve(sise());
    assertThat(status("/haproxy?stats;csv")).isEqualTo("200");
  }

  @Test
  void otherPathsAreHaproxysOwnOrNotThere() throws Exception {
    haproxy.serve(sise());
    assertThat(status("/")).isEqualTo("302");
    assertThat(get(haproxy.settings.statsPort().orElseThrow(), "/haproxy?stats"))
        .contains("Statistics Report for HAProxy");
    assertThat(status("/_haproxy_getpidss")).isEqualTo("503");
  }
}
