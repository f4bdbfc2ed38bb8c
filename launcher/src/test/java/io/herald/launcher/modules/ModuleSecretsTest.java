package io.herald.launcher.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import io.herald.dns.server.DnsService;
import io.herald.facade.consul.ConsulParameters;
import io.herald.facade.marathon.MarathonParameters;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.runtime.time.MonotonicClock;
import io.herald.settings.Parameter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No answer of any module holds a secret of the configuration. */
class ModuleSecretsTest {

  private static final List<String> FACADES =
      List.of(
          "/v1/agent/self",
          "/v1/catalog/services",
          "/v1/catalog/service/web",
          "/v1/health/service/web",
          "/v2/apps?embed=apps.tasks",
          "/v2/info",
          "/v2/leader",
          "/ping",
          "/nothing");

  @TempDir private Path folder;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void noAnswerHoldsASecret() throws Exception {
    Path own = Files.writeString(folder.resolve("own"), "token-of-the-server");
    Path watch = Files.writeString(folder.resolve("watch"), "token-of-watches");
    try (MiniMesos mesos = MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")))) {
      Map<String, String> flags = new LinkedHashMap<>();
      flags.put("masters", mesos.masterAddress().toString());
      flags.put("listener", "127.0.0.1");
      flags.put("port", "0");
      flags.put("http-listener", "127.0.0.1");
      flags.put("http-port", "0");
      flags.put("external-on", "false");
      flags.put("mesos-authentication", "basic");
      flags.put("mesos-credentials", "herald:secret-of-the-masters");
      flags.put("http-token-file", own.toString());
      flags.put("http-group-token-files", "watch=" + watch + ";facades=");
      flags.put("serverset-zk", "zk://user:secret-of-zookeeper@127.0.0.1:1");
      flags.put("consul-port", "0");
      flags.put("marathon-port", "0");
      DnsConfig config = new DnsConfigReader(DnsModules.SECTIONS).options(flags).read();
      Clock clock = MonotonicClock.startingNow();
      try (DnsService dns =
          new DnsService(config, DnsModules.create(config.modules(), clock), clock)) {
        dns.start();
        String server = at(dns.httpAddress());
        await().until(() -> get(server + "/ready").body().contains("\"mesos\""));
        List<String> uris = new ArrayList<>();
        List.of("/", "/metrics", "/ready", "/health", "/v1/config", "/v1/problems", "/nothing")
            .forEach(path -> uris.add(server + path));
        JsonNode paths =
            new JsonMapper().readTree(get(server + "/v2/openapi.json").body()).get("paths");
        assertThat(paths.size()).isGreaterThan(10);
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
          if (!path.getKey().equals("/v2/watch")) {
            uris.add(server + path.getKey().replaceAll("\\{[^}]*}", "web") + "?name=leader.mesos");
            uris.add(server + path.getKey().replaceAll("\\{[^}]*}", "web"));
          }
        }
        for (Parameter<Integer> port :
            List.of(ConsulParameters.CONSUL_PORT, MarathonParameters.MARATHON_PORT)) {
          FACADES.forEach(path -> uris.add(at(dns.address(port)) + path));
        }
        for (String uri : uris) {
          for (String accept : List.of("*/*", "text/html")) {
            HttpResponse<String> answer = get(uri, "Accept", accept);
            assertThat(answer.headers() + answer.body())
                .as(uri)
                .doesNotContain(
                    "token-of-the-server",
                    "token-of-watches",
                    "secret-of-the-masters",
                    "secret-of-zookeeper");
          }
        }
      }
    }
  }

  private static String at(Optional<InetSocketAddress> address) {
    return "http://127.0.0.1:" + address.orElseThrow().getPort();
  }

  private HttpResponse<String> get(String uri, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(uri))
            .header("Authorization", "Bearer token-of-the-server");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
