package io.herald.dns.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.herald.catalog.Catalog;
import io.herald.catalog.SkippedItem;
import io.herald.catalog.SourcePartition;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.follow.SkippedBySource;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import io.herald.dns.forward.ForwardCounters;
import io.herald.dns.naming.NamedServices;
import io.herald.dns.naming.Naming;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.ZoneWriter;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.transfer.TransferCounters;
import io.herald.dns.transport.QueryCounters;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneSettings;
import io.herald.http.HttpAuth;
import io.herald.http.HttpCounters;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.time.MonotonicClock;
import io.herald.services.host.HostResolver;
import io.herald.services.instance.IpSource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;

/** The API over a catalog that a test fills, at a time that stands still. */
final class ApiFixture {

  private static final List<SkippedBySource> LEFT_OUT =
      List.of(
          new SkippedBySource(
              "mesos",
              Map.of("ports", 2L, "agent", 1L),
              List.of(new SkippedItem("agent", "S1", "its \"pid\" is missing or no text"))));

  static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);

  private static final JsonMapper JSON = new JsonMapper();

  /** Ended together: the end of one takes Netty's two quiet seconds. */
  private static final Queue<HttpApi> OPEN = new ConcurrentLinkedQueue<>();

  private final Path folder;
  private final Catalog catalog = new Catalog(CLOCK);
  private final SourcePartition portion = catalog.register("mesos");
  private final HttpCounters counters = new HttpCounters();
  private HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private ConfigStatus configuration = ConfigStatus.first(CLOCK.instant());
  private String url = "";
  private int port;

  ApiFixture(Path folder) {
    this.folder = folder;
  }

  /** What the source says. */
  SourcePartition portion() {
    return portion;
  }

  String url() {
    return url;
  }

  int port() {
    return port;
  }

  /** A counter of the HTTP server, read in the process: that takes no connection. */
  long counted(String name, Map<String, String> labels) {
    return counters.metrics().stream()
        .filter(row -> row.name().equals(name) && row.labels().equals(labels))
        .mapToLong(row -> (long) ((Metric.Counter) row).value().getAsDouble())
        .sum();
  }

  void configuration(ConfigStatus status) {
    configuration = status;
  }

  /** Serves with this config.json, in which single quotes stand for double ones. */
  ApiFixture serve(String json) throws Exception {
    return serve(json, InetAddress.getLoopbackAddress());
  }

  ApiFixture serve(String json, InetAddress listener) throws Exception {
    Path file = Files.writeString(folder.resolve("config.json"), json.replace('\'', '"'));
    DnsConfig config = new DnsConfigReader().file(file).read();
    DnsName server = DnsName.parse("ns1.mesos");
    ZoneSettings settings =
        new ZoneSettings(
            DnsName.parse("mesos"),
            60,
            server,
            DnsName.parse("root.ns1.mesos"),
            60,
            600,
            86400,
            60,
            server);
    Zone zone = new Zone(settings, CLOCK);
    NamingOptions options =
        new NamingOptions(
            "mesos",
            config.naming().rules(),
            List.of(IpSource.NETINFO, IpSource.MESOS, IpSource.HOST),
            1,
            List.of(),
            "ns1.mesos",
            List.of());
    NamedServices named = NamedServices.of(options, new NoHosts(), new Direct(zone));
    Naming naming = named.naming();
    catalog.subscribe(named.services());
    ApiContext served =
        new ApiContext(
            config.http(),
            config.view(),
            config.follow().masters().refresh(),
            List.of(zone),
            naming,
            naming::snapshot,
            () -> LEFT_OUT,
            new HttpAuth(config.http().access(), MonotonicClock.startingNow()));
    boolean https = config.http().access().identity().isPresent();
    HttpApi api =
        HttpApi.open(
            () -> served,
            config.http().access(),
            new Counters(
                new QueryCounters(), new TransferCounters(), new ForwardCounters(), counters),
            () -> status(zone, naming),
            CLOCK,
            HttpApi.Beside.NOTHING,
            new InetSocketAddress(listener, 0));
    OPEN.add(api);
    port = api.address().getPort();
    url = (https ? "https" : "http") + "://127.0.0.1:" + api.address().getPort();
    return this;
  }

  private ServiceStatus status(Zone zone, Naming naming) {
    SourceStatus source =
        new SourceStatus(
            "mesos",
            Optional.of("stream"),
            Optional.empty(),
            Optional.of(CLOCK.instant().minusSeconds(7)),
            Optional.of(CLOCK.instant().minusSeconds(60)),
            Map.of("HEARTBEAT", 3L),
            Map.of(),
            0,
            false,
            Map.of(),
            Optional.of(
                new SourceStatus.Reading(
                    CLOCK.instant().minusSeconds(12), Duration.ofMillis(60_500))),
            Optional.of("an agent has a hat on"),
            Optional.empty());
    return new ServiceStatus(
        zone.isLoaded(),
        zone.serial(),
        Map.of(),
        catalog.status(),
        List.of(source),
        Optional.empty(),
        naming.problems().counts(),
        configuration);
  }

  /** Asks over new connections, with this trust. */
  ApiFixture over(SSLContext tls) {
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls).build();
    return this;
  }

  HttpResponse<String> get(String path) throws Exception {
    return send("GET", path);
  }

  HttpResponse<String> send(String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  /** The whole document, the order of the keys too. */
  static void assertJson(HttpResponse<String> response, String expected) {
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    assertThat(tree(response.body())).hasToString(tree(expected).toString());
  }

  static void assertPlain(HttpResponse<String> response, int status, String text) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/plain");
    assertThat(response.body()).isEqualTo(text);
  }

  /** Ends every API that was opened. */
  static void stopAll() {
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (Iterator<HttpApi> open = OPEN.iterator(); open.hasNext(); ) {
      HttpApi api = open.next();
      open.remove();
      ends.add(CompletableFuture.runAsync(api::close, task -> new Thread(task).start()));
    }
    ends.forEach(CompletableFuture::join);
  }

  private record Direct(Zone zone) implements ZoneWriter {
    @Override
    public void apply(Iterable<Contribution> removed, Iterable<Contribution> added) {
      zone.apply(list(removed), list(added));
    }

    @Override
    public void loaded() {
      zone.markLoaded();
    }

    private static List<Contribution> list(Iterable<Contribution> contributions) {
      List<Contribution> list = new ArrayList<>();
      contributions.forEach(list::add);
      return list;
    }
  }

  private static final class NoHosts implements HostResolver {
    @Override
    public void watch(String host, Listener listener) {
      throw new AssertionError("there are no host names here: " + host);
    }

    @Override
    public void unwatch(String host) {
      throw new AssertionError("there are no host names here: " + host);
    }
  }
}
