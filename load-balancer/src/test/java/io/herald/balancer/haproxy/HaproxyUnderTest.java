package io.herald.balancer.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipHost;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.plane.VipOptions;
import io.herald.balancer.plane.VipProtocol;
import io.herald.balancer.web.WebService;
import io.herald.balancer.web.WebSettings;
import io.herald.balancer.web.WebTasks;
import io.herald.ports.FreePorts;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.net.CidrNetwork;
import io.herald.runtime.time.MonotonicClock;
import io.herald.services.instance.ServiceKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A plane with a HAProxy of its own in a folder of its own, which ends with the test. */
final class HaproxyUnderTest implements AutoCloseable {

  final FreePorts ports = new FreePorts();
  private final Map<String, Integer> servicePorts = new TreeMap<>();
  final Path folder;
  final Path certificates;
  final HaproxySettings settings;
  final HaproxyProcess process;
  HaproxyPlane plane;
  private long revision;

  /** One of Herald's, whose pages for admins are for this machine. */
  HaproxyUnderTest() {
    this(false, true, HaproxySettings.LOOPBACK, true);
  }

  /** One that somebody else runs. */
  static HaproxyUnderTest attached() {
    return new HaproxyUnderTest(true, true, HaproxySettings.LOOPBACK, true);
  }

  /** One of Herald's without a frontend for requests by app id. */
  static HaproxyUnderTest withoutAppPort() {
    return new HaproxyUnderTest(false, false, HaproxySettings.LOOPBACK, true);
  }

  /** One of Herald's, with admins elsewhere. */
  static HaproxyUnderTest withAdmins(CidrNetwork admins) {
    return new HaproxyUnderTest(false, true, List.of(admins), true);
  }

  /** One of Herald's whose checks may take out every server. */
  static HaproxyUnderTest withoutFailOpen() {
    return new HaproxyUnderTest(false, true, HaproxySettings.LOOPBACK, false);
  }

  private HaproxyUnderTest(
      boolean attach, boolean byApp, List<CidrNetwork> admins, boolean failOpen) {
    try {
      folder = Files.createTempDirectory(Path.of("/tmp"), "herald-lb");
      certificates = Files.createDirectory(folder.resolve("certificates"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    settings =
        new HaproxySettings(
            "haproxy",
            folder,
            attach ? Optional.of(folder.resolve("others.sock")) : Optional.empty(),
            "127.0.0.1",
            OptionalInt.of(ports.take()),
            OptionalInt.of(ports.take()),
            OptionalInt.of(ports.take()),
            admins,
            byApp ? OptionalInt.of(ports.take()) : OptionalInt.empty(),
            Optional.of(certificates),
            Duration.ofMillis(200),
            Duration.ofSeconds(30),
            failOpen,
            10);
    process = new HaproxyProcess(settings);
    plane = open();
  }

  private HaproxyPlane open() {
    return HaproxyPlane.open(settings, MonotonicClock.startingNow());
  }

  /** Herald ends, and another one begins; HAProxy isn't touched. */
  void restartHerald() {
    plane.close();
    plane = open();
  }

  int http() {
    return settings.httpPort().orElseThrow();
  }

  /** Web services of apps, and nothing else; waits until they are served. */
  void serve(WebTasks... apps) {
    serve(web(apps), new TreeMap<>());
  }

  /** Web services of apps, without waiting. */
  void offer(WebTasks... apps) {
    revision++;
    plane.apply(new DesiredState(revision, new TreeMap<>(), web(apps)));
  }

  /** Starts HAProxy with the file that is there. */
  void startAsSystemdDoes() throws IOException, InterruptedException {
    ProgramRun run =
        ProgramRun.of(
            List.of(
                "haproxy",
                "-W",
                "-D",
                "-S",
                settings.masterSocket() + ",mode,600,level,admin",
                "-f",
                settings.configuration().toString()),
            folder.resolve("systemd.log"),
            Duration.ofMinutes(5));
    assertThat(run.status()).as(run.output()).isZero();
  }

  void serve(SortedMap<String, WebService> web, SortedMap<VipKey, Vip> vips) {
    revision++;
    plane.apply(new DesiredState(revision, vips, web));
    await().pollInterval(Duration.ofMillis(10)).until(() -> plane.status().applied() >= revision);
  }

  static SortedMap<String, WebService> web(WebTasks... apps) {
    return WebTasks.services(WebSettings.DEFAULT.withGroups(Set.of("*")).withTemplates(true), apps)
        .services();
  }

  /** An app with a service port of its own. */
  WebTasks app(String id) {
    return WebTasks.app(id).labels("0_PORT", "" + portOf(id));
  }

  /** That service port. */
  int portOf(String app) {
    return servicePorts.computeIfAbsent(app, unused -> ports.take());
  }

  /** A VIP on 127.0.0.1 with these ports as backends. */
  static SortedMap<VipKey, Vip> vip(int port, VipProtocol protocol, List<Integer> backends) {
    return vip(port, protocol, VipOptions.DEFAULT, backends);
  }

  /** One with these options. */
  static SortedMap<VipKey, Vip> vip(
      int port, VipProtocol protocol, VipOptions options, List<Integer> backends) {
    InetAddress local = InetAddress.getLoopbackAddress();
    VipKey key = new VipKey(new VipHost.Named("sise.marathon"), port, protocol);
    List<Backend> all = new ArrayList<>();
    for (int backend : backends) {
      all.add(
          new Backend(
              "sise." + backend, new ServiceKey("marathon", "sise", ""), local, backend, 1, local));
    }
    SortedMap<VipKey, Vip> vips = new TreeMap<>();
    vips.put(key, new Vip(key, List.of(local), options, all));
    return vips;
  }

  /** The worker that serves. */
  long worker() {
    return process.worker().orElseThrow().pid();
  }

  MasterState master() {
    return await().until(process::master, Optional::isPresent).orElseThrow();
  }

  double metric(String name) {
    return plane.metrics().stream()
        .filter(metric -> metric.name().equals(name))
        .filter(metric -> !metric.labels().containsValue("failed"))
        .mapToDouble(
            metric ->
                metric instanceof Metric.Counter counter
                    ? counter.value().getAsDouble()
                    : ((Metric.Gauge) metric).value().getAsDouble())
        .sum();
  }

  double reloads() {
    return metric("herald_lb_haproxy_reloads_total");
  }

  /** All of the answer to a GET, with its head. */
  static String get(int port, String path, String... headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return get(socket, path, headers);
    }
  }

  static String get(Socket socket, String path, String... headers) throws IOException {
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nConnection: close\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    if (Stream.of(headers).noneMatch(header -> header.startsWith("Host:"))) {
      request.append("Host: none.example.com\r\n");
    }
    socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.UTF_8));
    InputStream in = socket.getInputStream();
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  /** The cookie of a reply that leads to its server again. */
  static String cookie(String reply) {
    Matcher cookie = Pattern.compile("mesosphere_server_id=[0-9a-f]+").matcher(reply);
    assertThat(cookie.find()).as(reply).isTrue();
    return cookie.group();
  }

  /** Waits until a GET has an answer with this in it, however often it is refused before. */
  static void awaitAnswer(String part, int port, String path, String... headers) {
    await()
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(() -> assertThat(get(port, path, headers)).contains(part));
  }

  @Override
  public void close() throws IOException {
    plane.close();
    process.masterProcess().ifPresent(ProcessHandle::destroyForcibly);
    Optional<MasterState> state = process.master();
    state.ifPresent(
        master -> {
          ProcessHandle.of(master.pid()).ifPresent(ProcessHandle::destroyForcibly);
          master
              .workers()
              .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        });
    ports.close();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
