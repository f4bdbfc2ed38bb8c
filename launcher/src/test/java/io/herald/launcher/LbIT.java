package io.herald.launcher;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.herald.launcher.balancer.VipCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application balances without DNS: {@code herald lb}. */
class LbIT {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final JsonMapper JSON = new JsonMapper();

  private final int http = HeraldProcess.freePort();
  private final int vipPort = HeraldProcess.freePort();

  @TempDir private Path folder;
  private VipCluster cluster;
  private Process lb;

  private void start(String config, Map<String, String> labels) throws Exception {
    cluster =
        new VipCluster(
            folder.resolve("mesos"),
            new TreeMap<>(Map.of("a", "/sise:" + vipPort, "b", "/sise:" + vipPort)),
            labels);
    write(config);
    lb = process();
  }

  private void write(String config) throws IOException {
    Files.writeString(
        folder.resolve("lb.json"),
        "{\"masters\": [\"%s\"], \"metricsPort\": %d, \"vipLossGraceSeconds\": 0, \"proxyDrainSeconds\": 1, %s}"
            .formatted(cluster.master(), http, config));
  }

  private Process process() throws IOException {
    return HeraldProcess.start(
        folder, folder.resolve("log"), Map.of("HERALD_LB_CONFIG", "lb.json"), "lb");
  }

  @AfterEach
  void stop() throws Exception {
    end();
    cluster.close();
  }

  private void end() throws Exception {
    lb.destroy();
    assertThat(lb.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  private JsonNode vips() throws Exception {
    String text = HeraldProcess.get(http, "/v1/vips");
    return text.startsWith("[") ? JSON.readTree(text) : JSON.createArrayNode();
  }

  private String call(String address) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + ":" + vipPort + "/")).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  @Test
  void theProxyCarriesAVipOverAReloadAndARestartUntilItsTasksAreKilled() throws Exception {
    start("\"plane\": [\"proxy\"], \"stateDirectory\": \"state\"", Map.of());
    await().atMost(PATIENCE).until(() -> vips().at("/0/backend").size() == 2);
    assertThat(vips().at("/0/vip").asText())
        .isEqualTo("sise.marathon.l4lb.thisdcos.directory:" + vipPort);
    await().atMost(PATIENCE).until(() -> call("127.181.12.103").matches("[ab]"));

    write("\"plane\": [\"proxy\"], \"stateDirectory\": \"state\", \"vipZone\": \"vip.example\"");
    Process hangUp = new ProcessBuilder("kill", "-HUP", String.valueOf(lb.pid())).start();
    assertThat(hangUp.waitFor()).isZero();
    await().atMost(PATIENCE).until(() -> vips().at("/0/vip").asText().contains("vip.example"));
    assertThat(call("127.181.12.103")).matches("[ab]");
    write("\"plane\": [\"ipvs\"]");
    hangUp = new ProcessBuilder("kill", "-HUP", String.valueOf(lb.pid())).start();
    assertThat(hangUp.waitFor()).isZero();
    await().atMost(PATIENCE).until(() -> log().contains("the configuration is refused"));
    assertThat(log()).contains("lb.json: \"plane\" = [\"ipvs\"]: \"ipvs\" is not a data plane");
    assertThat(call("127.181.12.103")).matches("[ab]");

    try (Socket open = new Socket("127.181.12.103", vipPort)) {
      open.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
      assertThat(open.getInputStream().read()).isEqualTo('H');
      end();
    }
    assertThat(log()).contains("the proxy takes no new connections", "may go on for 1 s");
    assertThat(folder.resolve("state/vip-assignments")).exists();
    write("\"plane\": [\"proxy\"], \"stateDirectory\": \"state\"");
    lb = process();
    await().atMost(PATIENCE).until(() -> vips().at("/0/backend").size() == 2);
    cluster.kill("a");
    await().atMost(PATIENCE).until(() -> vips().at("/0/backend").size() == 1);
    assertThat(call("127.181.12.103")).isEqualTo("b");
    assertThat(HeraldProcess.get(http, "/v1/problems")).contains("\"vip-label\" : 0");
    assertThat(HeraldProcess.get(http, "/metrics"))
        .contains("herald_lb_vips 1", "herald_lb_proxy_connections_open", "herald_source_");
    cluster.kill("b");
    await().atMost(PATIENCE).until(() -> HeraldProcess.get(http, "/v1/vips").equals("[]"));
    assertThat(log()).doesNotContain("Exception");
  }

  @Test
  void haproxyCarriesVipsAndWebServicesAndGoesOnWithoutHerald() throws Exception {
    int web = HeraldProcess.freePort();
    start(
        """
        "plane": ["haproxy"], "haproxyFolder": "h", "haproxyListener": "127.0.0.1",
        "haproxyHttpPort": %d, "haproxyHttpsPort": 0, "haproxyStatsPort": 0, "haproxyAppPort": 0
        """
            .formatted(web),
        Map.of(
            "HAPROXY_GROUP", "external",
            "HAPROXY_0_VHOST", "sise.example.com",
            "HAPROXY_0_PORT", String.valueOf(HeraldProcess.freePort())));
    try {
      await().atMost(PATIENCE).ignoreExceptions().until(() -> byHost(web).matches("[ab]"));
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> call("127.181.12.103").matches("[ab]"));
      assertThat(HeraldProcess.get(http, "/metrics")).contains("herald_lb_haproxy_up 1");
      assertThat(HeraldProcess.get(http, "/v1/explain?name=sise.example.com/x"))
          .contains("rule 1 of 1 for sise.example.com", "it takes /x", " of task a, weight 1");
      assertThat(HeraldProcess.get(http, "/v1/explain?name=sise.marathon.l4lb.thisdcos.directory"))
          .contains("127.181.12.103", "VIP_0=", "2 backends");
      end();
      assertThat(byHost(web)).matches("[ab]");
    } finally {
      long master = Long.parseLong(Files.readString(folder.resolve("h/haproxy.pid")).strip());
      ProcessHandle.of(master).ifPresent(ProcessHandle::destroy);
    }
  }

  /**
   * Which task answers a request for the host; by a socket, as the JDK's client sets Host itself.
   */
  private static String byHost(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.0\r\nHost: SISE.example.com:80\r\n\r\n".getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
  }
}
