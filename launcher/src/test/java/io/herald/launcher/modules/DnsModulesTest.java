package io.herald.launcher.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import io.herald.dns.server.DnsService;
import io.herald.dns.server.ServiceModule;
import io.herald.runtime.time.MonotonicClock;
import io.herald.settings.SettingsException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands beside DNS in {@code herald dns}. */
class DnsModulesTest {

  private static final Path DOCS = Path.of("../docs");
  private static final Pattern TOLD = Pattern.compile("`(herald_[a-z_]+)(?:\\{[^`]*})?`");
  private static final Pattern PUBLISHED = Pattern.compile("(?m)^# TYPE (herald_\\S+) ");

  @TempDir private Path folder;

  private static DnsConfig config(Map<String, String> options) throws SettingsException {
    Map<String, String> all = new HashMap<>(options);
    all.put("masters", "127.0.0.1:1");
    return new DnsConfigReader(DnsModules.SECTIONS).options(all).read();
  }

  /**
   * DNS' own metrics are those of one section; {@code MetricsPageTest} holds it to them. All others
   * that a server with everything has, after each kind of request, are somewhere in the
   * documentation, and it tells no more.
   */
  @Test
  void everyMetricBesideDnsIsInTheDocumentationWhichTellsNoOther() throws Exception {
    Set<String> told = names(TOLD, documentation());
    String reference = Files.readString(DOCS.resolve("reference/http-api.md"));
    int section = reference.indexOf("## /metrics");
    Set<String> ofDns =
        names(TOLD, reference.substring(section, reference.indexOf("\n## ", section)));
    told.removeAll(ofDns);
    told.removeIf(DnsModulesTest::isHeldElsewhere);
    Path render =
        Files.writeString(
            folder.resolve("render.yaml"),
            "files: [{target: seeds, template: cassandra-seeds, queries: {seeds: {name: seed}}}]");
    DnsConfig config =
        config(
            Map.of(
                "dns-on", "false",
                "http-listener", "127.0.0.1",
                "http-port", "0",
                "http-group-allow", "v1=10.0.0.0/8",
                "render-config", render.toString()));
    Clock clock = MonotonicClock.startingNow();
    try (DnsService server =
        new DnsService(config, DnsModules.create(config.modules(), clock), clock)) {
      server.start();
      int port = server.httpAddress().orElseThrow().getPort();
      assertThat(get(port, "/v2/services").statusCode()).isEqualTo(200);
      assertThat(get(port, "/v1/version").statusCode()).isEqualTo(403);
      await()
          .untilAsserted(
              () -> {
                Set<String> there = names(PUBLISHED, get(port, "/metrics").body());
                there.removeAll(ofDns);
                there.removeIf(DnsModulesTest::isHeldElsewhere);
                assertThat(there).containsExactlyElementsOf(told);
              });
    }
  }

  /**
   * Those that a VIP needs are held by {@code LoadBalancerModuleTest}, those of {@code herald
   * announce --agent} by {@code AnnounceAgentTest}.
   */
  private static boolean isHeldElsewhere(String name) {
    return name.startsWith("herald_lb_") || name.startsWith("herald_announce_");
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static String documentation() throws IOException {
    StringBuilder pages = new StringBuilder();
    try (Stream<Path> files = Files.walk(DOCS)) {
      for (Path page : files.filter(file -> file.toString().endsWith(".md")).toList()) {
        pages.append(Files.readString(page));
      }
    }
    return pages.toString();
  }

  private static SortedSet<String> names(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<ServiceModule<?>> modules() throws Exception {
    return DnsModules.create(config(Map.of()).modules(), MonotonicClock.startingNow());
  }

  @Test
  void withoutRenderedFilesNoThreadWaitsForThem() throws Exception {
    DnsConfig config =
        new DnsConfigReader(DnsModules.SECTIONS)
            .options(
                Map.of(
                    "masters", "127.0.0.1:1",
                    "listener", "127.0.0.1",
                    "port", "0",
                    "http-listener", "127.0.0.1",
                    "http-port", "0",
                    "external-on", "false"))
            .read();
    Clock clock = MonotonicClock.startingNow();
    try (DnsService dns =
        new DnsService(config, DnsModules.create(config.modules(), clock), clock)) {
      dns.start();

      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .noneMatch(name -> name.startsWith("render"));
    }
  }

  @Test
  void theParametersOfEveryModuleAreRead() throws Exception {
    List<ServiceModule<?>> modules = modules();
    try {
      assertThat(modules)
          .allSatisfy(module -> assertThat(DnsModules.SECTIONS).contains(module.parameters()));
      assertThat(modules.stream().map(ServiceModule::name)).doesNotHaveDuplicates();
    } finally {
      modules.forEach(ServiceModule::close);
    }
  }

  @Test
  void theFirstPageNamesTheApiTheStreamAndThePage() throws Exception {
    List<ServiceModule<?>> modules = modules();
    try {
      List<String> lines =
          modules.stream()
              .flatMap(module -> module.routes().stream())
              .flatMap(group -> group.overview().stream())
              .toList();
      assertThat(lines).allSatisfy(line -> assertThat(line).matches("/.{20} \\S.+"));
      assertThat(lines.stream().map(line -> line.substring(0, 22).strip()))
          .containsExactly("/v2", "/v2/watch", "/ in a browser");
    } finally {
      modules.forEach(ServiceModule::close);
    }
  }
}
