package io.herald.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.common.HttpStatus;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import io.herald.http.AccessGroup;
import io.herald.http.ErrorFormat;
import io.herald.http.Responses;
import io.herald.http.RouteGroup;
import io.herald.http.Router;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.ports.FreePorts;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.time.MonotonicClock;
import io.herald.services.instance.ServiceKey;
import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.SettingsException;
import io.herald.settings.SettingsSection;
import io.herald.settings.ValueTypes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;

/** Parts beside DNS in its process: what they add, what they are told, and when. */
class ServiceModuleTest {

  private static final FreePorts PORTS = new FreePorts();

  private static final Parameter<String> GREETING =
      Parameter.of("greeting", "greeting", ValueTypes.text("TEXT"), "what the module says")
          .withDefault("hello");
  private static final Parameter<Integer> GREETING_PORT =
      Parameter.of(
          "greetingPort", "greeting-port", ValueTypes.number(Range.PORTS), "where it says it too");

  private record Greeting(String text, Optional<Integer> port) {}

  private static final SettingsSection<Greeting> SECTION =
      SettingsSection.of(
          List.of(GREETING, GREETING_PORT),
          values -> new Greeting(values.get(GREETING), values.find(GREETING_PORT)));

  private static final List<SettingsSection<?>> SECTIONS = List.of(SECTION);

  @TempDir private static Path cluster;
  private static MiniMesos mesos;
  private static OneTaskFramework framework;

  @TempDir private Path folder;
  private DnsService dns;

  @BeforeAll
  static void startCluster() throws Exception {
    mesos = MiniMesos.start(MiniMesosOptions.in(cluster));
    framework = new OneTaskFramework(mesos.masterUrl(), "marathon");
    framework.launch("t1", "web", "");
  }

  @AfterAll
  static void stopCluster() {
    framework.close();
    mesos.close();
  }

  @AfterEach
  void stop() {
    if (dns != null) {
      dns.close();
    }
  }

  /** Says its greeting, and remembers what it is told. */
  private static class Greeter implements ServiceModule<Greeting> {
    final List<String> told = new CopyOnWriteArrayList<>();
    final List<ServedCluster> served = new CopyOnWriteArrayList<>();
    volatile String text = "nothing yet";
    volatile List<String> problems = List.of();

    @Override
    public String name() {
      return "greeter";
    }

    @Override
    public SettingsSection<Greeting> parameters() {
      return SECTION;
    }

    @Override
    public List<RouteGroup> routes() {
      return List.of(routes("/v2"));
    }

    @Override
    public List<ModulePort<Greeting>> ports() {
      return List.of(new ModulePort<>(GREETING_PORT, Greeting::port, List.of(routes("/"))));
    }

    private RouteGroup routes(String prefix) {
      return new RouteGroup() {
        @Override
        public String prefix() {
          return prefix;
        }

        @Override
        public ErrorFormat errors() {
          return ErrorFormat.PROBLEM;
        }

        @Override
        public AccessGroup access() {
          return AccessGroup.API;
        }

        @Override
        public void addTo(Router router) {
          String below = prefix.equals("/") ? "" : prefix;
          router.get(below + "/greeting", context -> Responses.text(HttpStatus.OK, text));
          router.getPage(prefix, context -> Responses.text(HttpStatus.OK, "a page"));
          if (prefix.equals("/v2")) {
            router.getPage("/", context -> Responses.text(HttpStatus.OK, "the page"));
          }
        }

        @Override
        public List<String> overview() {
          return List.of(prefix + "/greeting  what the module says");
        }
      };
    }

    @Override
    public List<Metric> metrics() {
      return List.of(Metric.gauge("herald_greetings", "Letters of the greeting", text::length));
    }

    @Override
    public void serve(ServedCluster now, Greeting settings) {
      told.add("serve " + settings.text());
      served.add(now);
      text = settings.text();
    }

    @Override
    public List<String> reread() {
      told.add("reread");
      return problems;
    }

    @Override
    public void close() {
      told.add("close");
    }
  }

  /** Fails wherever it can. */
  private static final class Broken implements ServiceModule<String> {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public SettingsSection<String> parameters() {
      return NO_PARAMETERS;
    }

    static final SettingsSection<String> NO_PARAMETERS = SettingsSection.without("");

    @Override
    public List<RouteGroup> routes() {
      throw new IllegalStateException("no routes");
    }

    @Override
    public List<ModulePort<String>> ports() {
      throw new IllegalStateException("no ports");
    }

    @Override
    public List<Metric> metrics() {
      throw new IllegalStateException("no metrics");
    }

    @Override
    public void serve(ServedCluster served, String settings) {
      throw new IllegalStateException("no service");
    }

    @Override
    public List<String> reread() {
      throw new NoClassDefFoundError("no files");
    }

    @Override
    public void close() {
      throw new IllegalStateException("no end");
    }
  }

  @Test
  void itsParametersAreRowsOfTheTable() throws Exception {
    DnsConfig byFile = config("'GREETING': 'from the file',");
    assertThat(byFile.modules().of(SECTION).text()).isEqualTo("from the file");
    assertThat(config("").modules().of(SECTION).text()).isEqualTo("hello");
    // /v1/config is Mesos-DNS' to the letter.
    assertThat(byFile.view()).doesNotContainKey("greeting");
    DnsConfigReader reader =
        reader("'greeting': 'from the file',")
            .environment(Map.of("HERALD_DNS_GREETING", "from the environment"));
    assertThat(reader.read().modules().of(SECTION).text()).isEqualTo("from the environment");
    assertThat(reader.options(Map.of("greeting", "a flag")).read().modules().of(SECTION).text())
        .isEqualTo("a flag");
    assertThat(reader.warnings()).isEmpty();
  }

  @Test
  void itsProblemsAreReportedWithAllOthers() {
    assertThatThrownBy(() -> config("'ttl': -1, 'greetingPort': 70000, 'greeting': 1,"))
        .isInstanceOfSatisfying(
            SettingsException.class,
            refused ->
                assertThat(refused.problems())
                    .containsExactlyInAnyOrder(
                        "config.json: \"ttl\" = -1: it must be 0 to 2147483647",
                        "config.json: \"greetingPort\" = 70000: it must be 0 to 65535",
                        "config.json: \"greeting\" = 1: write text in quotes"));
  }

  @Test
  void aConfigurationThatWasReadWithoutItsParametersIsNoGood() throws Exception {
    dns =
        new DnsService(
            new DnsConfigReader().file(write("")).read(),
            List.<ServiceModule<?>>of(new Greeter()),
            MonotonicClock.startingNow());
    assertThatThrownBy(dns::start).hasMessageContaining("[greeting, greetingPort]");
  }

  @Test
  void itStandsBesideDnsOnTheSameServer() throws Exception {
    Greeter greeter = new Greeter();
    start("", greeter);
    assertThat(get("/v2/greeting").body()).isEqualTo("hello");
    assertThat(get("/v2/nothing").body()).contains("\"status\":404");
    assertThat(get("/v1/version").body()).contains("Mesos-DNS");
    assertThat(get("/metrics").body())
        .contains("herald_greetings 5.0", "herald_module_failures_total{module=\"greeter\"} 0.0");
    assertThat(get("/").body()).startsWith("Herald ").contains("/v2/greeting  what the module");
    assertThat(greeter.told).containsExactly("serve hello");
    dns.close();
    dns.close();
    assertThat(greeter.told).containsExactly("serve hello", "close");
  }

  @Test
  void browsersGetThePageAndAllOthersTheText() throws Exception {
    start("", new Greeter());
    String chromium = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    assertThat(get("/", "Accept", chromium).body()).isEqualTo("the page");
    for (String other : List.of("*/*", "text/plain, text/html;q=0.5", "text/*", "text/html;q=0")) {
      HttpResponse<String> text = get("/", "Accept", other);
      assertThat(text.body()).as(other).startsWith("Herald ");
      assertThat(text.headers().allValues("vary")).contains("accept");
    }
    assertThat(get("/v2", "Accept", chromium).body()).isEqualTo("a page");
    assertThat(get("/v2").body()).isEqualTo("a page");
  }

  @Test
  void itReadsWhatIsServed() throws Exception {
    Greeter greeter = new Greeter();
    start("", greeter);
    ServedCluster served = greeter.served.get(0);
    await()
        .until(
            () ->
                served.status().loaded()
                    && served
                        .resolve("web.marathon.mesos", "A")
                        .filter(reply -> reply.rcode().equals("NOERROR"))
                        .isPresent());

    ServiceKey web =
        served.services().read(now -> now.services().stream().findFirst().orElseThrow());
    assertThat(served.records(web).values().stream().flatMap(List::stream))
        .contains(new DnsReply.Line("web.marathon.mesos.", 60, "A", "127.0.0.1"))
        .anyMatch(
            line ->
                line.name().equals("_web._tcp.marathon.slave.mesos.")
                    && line.type().equals("SRV")
                    && line.value().matches("0 1 \\d+ web-.*[.]marathon[.]slave[.]mesos[.]"));
    DnsReply reply = served.resolve("WEB.marathon.mesos.", "a").orElseThrow();
    assertThat(reply.authoritative()).isTrue();
    assertThat(reply.answer())
        .containsExactly(new DnsReply.Line("WEB.marathon.mesos.", 60, "A", "127.0.0.1"));
    assertThat(served.resolve("nothing.mesos", "SRV").orElseThrow().rcode()).isEqualTo("NXDOMAIN");
    assertThat(served.resolve("example.org", "A")).isEmpty();
    assertThatThrownBy(() -> served.resolve("web.marathon.mesos", "XYZ"))
        .hasMessageStartingWith("\"XYZ\" is not a type of records");
    assertThatThrownBy(() -> served.resolve("a..b", "A"))
        .hasMessageStartingWith("\"a..b\" is not a name");
    assertThat(served.explain("web.marathon.mesos", Optional.empty()).orElseThrow().records())
        .isNotEmpty();
    assertThat(served.problems(10)).isEmpty();
    Map<String, Long> replies = new HashMap<>(served.queries().replies());
    replies.merge("NOERROR", 2L, Long::sum); // over UDP and TCP
    replies.merge("REFUSED", 2L, Long::sum);
    Dig dig = new Dig(dns.dnsAddresses().get(0));
    assertThat(dig.rcode("web.marathon.mesos", Type.A)).isEqualTo("NOERROR");
    assertThat(dig.rcode("example.org", Type.A)).isEqualTo("REFUSED");
    await().until(() -> served.queries().replies().equals(replies));
  }

  @Test
  void aReloadTellsItOnceItIsInForceAndNeverOfOneThatIsRefused() throws Exception {
    Greeter greeter = new Greeter();
    start("", greeter);
    await().until(() -> greeter.served.get(0).status().loaded());
    reload("'greeting': 'good day',");
    assertThat(greeter.told).containsExactly("serve hello", "serve good day");
    assertThat(get("/v2/greeting").body()).isEqualTo("good day");
    ServedCluster second = greeter.served.get(1);
    assertThat(second.services()).isNotSameAs(greeter.served.get(0).services());
    int services = second.services().read(now -> now.services().size());
    assertThat(services).isEqualTo(1);

    reload("'greeting': 'nobody hears', 'ttl': -1,");
    reload("'greeting': 'nobody hears', 'httpListener': '203.0.113.1',");
    assertThat(greeter.told).hasSize(2);
    assertThat(get("/v2/greeting").body()).isEqualTo("good day");

    // Waits for a master that never comes, and is replaced.
    reload("'greeting': 'too late', 'masters': ['127.0.0.1:" + PORTS.take() + "'],");
    assertThat(greeter.told).hasSize(2);
    reload("'greeting': 'bye', 'ttl': 5,");
    assertThat(greeter.told).containsExactly("serve hello", "serve good day", "serve bye");
  }

  @Test
  void anUnchangedConfigurationHasItsFilesReadAgain() throws Exception {
    Greeter greeter = new Greeter();
    start("", greeter);
    reload("");
    assertThat(greeter.told).containsExactly("serve hello", "reread");
    assertThat(get("/metrics").body()).contains("herald_config_refused 0.0");
    greeter.problems = List.of("templates/x: it is no template");
    reload("");
    assertThat(get("/ready").body()).contains("templates/x: it is no template");
    assertThat(get("/metrics").body()).contains("herald_config_refused 1.0");
  }

  @Test
  void itsPortOpensMovesAndClosesWithTheConfiguration() throws Exception {
    start("", new Greeter());
    assertThat(dns.address(GREETING_PORT)).isEmpty();
    int port = PORTS.take();
    reload("'greetingPort': " + port + ", 'greeting': 'here',");
    assertThat(dns.address(GREETING_PORT))
        .contains(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    assertThat(get(port, "/greeting").body()).isEqualTo("here");
    assertThat(get(port, "/v1/version").statusCode()).isEqualTo(404);
    await()
        .until(
            () ->
                get("/metrics")
                    .body()
                    .contains("herald_http_requests_total{code=\"200\",path=\"/greeting\"} 1.0"));

    int other = PORTS.take();
    reload("'greetingPort': " + other + ",");
    assertThat(get(other, "/greeting").body()).isEqualTo("hello");
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      reload("'greetingPort': " + port + ",");
      assertThat(get("/ready").body())
          .contains("can't listen on TCP 127.0.0.1:" + port, "--greeting-port");
      assertThat(get(other, "/greeting").body()).isEqualTo("hello");
    }
    reload("");
    assertThat(dns.address(GREETING_PORT)).isEmpty();
    try (ServerSocket free = new ServerSocket()) {
      free.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), other));
    }
  }

  @Test
  void theFaultsOfOneHarmNobodyElse() throws Exception {
    Greeter greeter = new Greeter();
    DnsConfigReader reader =
        new DnsConfigReader(List.of(Broken.NO_PARAMETERS, SECTION)).file(write(""));
    dns =
        new DnsService(
            reader.read(),
            List.<ServiceModule<?>>of(new Broken(), greeter),
            MonotonicClock.startingNow());
    dns.start();
    Dig dig = new Dig(dns.dnsAddresses().get(0));
    await().until(() -> dig.rcode("web.marathon.mesos", Type.A).equals("NOERROR"));
    assertThat(get("/v2/greeting").body()).isEqualTo("hello");
    dns.reload(reader::read);
    write("'greeting': 'good day',");
    dns.reload(reader::read);
    assertThat(greeter.told).containsExactly("serve hello", "reread", "serve good day");
    String metrics = get("/metrics").body();
    assertThat(metrics).contains("herald_greetings 8.0");
    // Its ports, twice serve, its routes, its files, its metrics; the counter is read after these.
    assertThat(metrics).contains("herald_module_failures_total{module=\"broken\"} 6.0");
    dns.close();
    assertThat(greeter.told).endsWith("close");
  }

  private void start(String settings, ServiceModule<?> module) throws Exception {
    dns =
        new DnsService(
            config(settings), List.<ServiceModule<?>>of(module), MonotonicClock.startingNow());
    dns.start();
  }

  private void reload(String settings) throws Exception {
    DnsConfigReader reader = reader(settings);
    dns.reload(reader::read);
  }

  private DnsConfig config(String settings) throws Exception {
    return reader(settings).read();
  }

  private DnsConfigReader reader(String settings) throws Exception {
    return new DnsConfigReader(SECTIONS).file(write(settings));
  }

  private Path write(String settings) throws Exception {
    String json =
        "{'masters': ['"
            + mesos.masterAddress()
            + "'], 'listener': '127.0.0.1', 'port': 0, 'httpListener': '127.0.0.1',"
            + " 'httpPort': 0, 'externalOn': false, "
            + settings
            + " 'zkDetectionTimeout': 30}";
    return Files.writeString(folder.resolve("config.json"), json.replace('\'', '"'));
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return get(dns.httpAddress().orElseThrow().getPort(), path, headers);
  }

  private static HttpResponse<String> get(int port, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
