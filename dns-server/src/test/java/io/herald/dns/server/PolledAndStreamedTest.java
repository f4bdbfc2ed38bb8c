package io.herald.dns.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.herald.dns.config.DnsConfigReader;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A master that has no event stream and is polled, and one that is followed by its stream, make the
 * same zone of the same tasks: the whole of /v1/axfr and /v1/enumerate.
 */
class PolledAndStreamedTest {

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;

  @BeforeAll
  static void patience() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
  }

  /** Serves a master's /state document and nothing else, as masters before 1.0 do. */
  private static final class StateOnlyMaster implements AutoCloseable {
    private final HttpServer server;
    private volatile byte[] state = new byte[0];

    StateOnlyMaster() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::answer);
      server.start();
    }

    String address() {
      return "127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
      try (exchange) {
        exchange.getRequestBody().readAllBytes();
        if (exchange.getRequestURI().getPath().endsWith("/state")) {
          byte[] body = state;
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
        } else {
          exchange.sendResponseHeaders(404, -1);
        }
      }
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  @Test
  void haveTheSameZone() throws Exception {
    try (MiniMesos mesos = MiniMesos.start(MiniMesosOptions.in(folder).withAgents(2));
        StateOnlyMaster polled = new StateOnlyMaster()) {
      // Its scheduler goes and leaves its offers to the next one, its task runs on.
      try (OneTaskFramework marathon = new OneTaskFramework(mesos.masterUrl(), "marathon")) {
        marathon.launch("web.1", "Web_App", "");
      }
      haveTheSameZone(mesos, polled);
    }
  }

  private static void haveTheSameZone(MiniMesos mesos, StateOnlyMaster polled) throws Exception {
    try (OneTaskFramework aurora = new OneTaskFramework(mesos.masterUrl(), "Twitter Scheduler_1")) {
      aurora.launch("www-prod-hello-0", "www/prod/hello", "hello.prod.www");
      polled.state = stateAs(mesos, polled);
      try (DnsService streaming = started(mesos.masterAddress().toString());
          DnsService polling = started(polled.address())) {
        awaitSame(streaming, mesos, polling, polled);
        assertThat(get(streaming, "/ready")).contains("\"following\" : \"stream\"");
        assertThat(get(polling, "/ready")).contains("\"following\" : \"poll\"");
        assertThat(get(polling, "/v1/axfr"))
            .contains("hello-prod-www.twitterscheduler-1.mesos.", "_web-app._tcp.marathon.mesos.");

        aurora.kill("www-prod-hello-0");
        polled.state = stateAs(mesos, polled);
        await()
            .until(() -> !get(polling, "/v1/axfr").contains("hello-prod-www.twitterscheduler-1"));
        awaitSame(streaming, mesos, polling, polled);
      }
    }
  }

  private static void awaitSame(
      DnsService streaming, MiniMesos mesos, DnsService polling, StateOnlyMaster polled) {
    await()
        .untilAsserted(
            () -> {
              assertThat(get(streaming, "/ready")).contains("\"ready\" : true");
              assertThat(get(polling, "/ready")).contains("\"ready\" : true");
              assertThat(records(polling, polled.address()))
                  .isEqualTo(records(streaming, mesos.masterAddress().toString()));
              assertThat(tasks(polling)).isEqualTo(tasks(streaming));
            });
  }

  /** Every record; the master's own port, which alone differs, as a word. */
  private static JsonNode records(DnsService dns, String master) throws Exception {
    String port = master.substring(master.lastIndexOf(':'));
    JsonNode records = JSON.readTree(get(dns, "/v1/axfr")).get("Records");
    assertThat(records.at("/As/leader.mesos.")).isNotEmpty();
    return JSON.readTree(records.toString().replace(port + "\"", ":MASTER\""));
  }

  /** Each framework's listing by its name; the order is that of the master's own answer. */
  private static Map<String, JsonNode> tasks(DnsService dns) throws Exception {
    Map<String, JsonNode> frameworks = new HashMap<>();
    JSON.readTree(get(dns, "/v1/enumerate"))
        .get("frameworks")
        .forEach(f -> frameworks.put(f.get("name").asText(), f));
    return frameworks;
  }

  /** What the mini master says at /state, as if the other one said it. */
  private static byte[] stateAs(MiniMesos mesos, StateOnlyMaster other) throws Exception {
    String master = mesos.masterAddress().toString();
    String ours = master.substring(master.lastIndexOf(':'));
    String theirs = other.address().substring(other.address().lastIndexOf(':'));
    String state = send(URI.create("http://" + master + "/state"));
    return state.replace(ours + "\"", theirs + "\"").getBytes(UTF_8);
  }

  private static DnsService started(String master) throws Exception {
    Map<String, String> options =
        Map.of(
            "masters", master,
            "refresh-seconds", "1",
            "listener", "127.0.0.1",
            "port", "0",
            "http-listener", "127.0.0.1",
            "http-port", "0");
    DnsService dns = new DnsService(new DnsConfigReader().options(options).read());
    dns.start();
    return dns;
  }

  private static String get(DnsService dns, String path) throws Exception {
    int port = dns.httpAddress().orElseThrow().getPort();
    return send(URI.create("http://127.0.0.1:" + port + path));
  }

  private static String send(URI uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
