package io.herald.balancer.haproxy;

import static io.herald.balancer.haproxy.EchoBackends.answered;
import static io.herald.balancer.haproxy.EchoBackends.answers;
import static io.herald.balancer.haproxy.HaproxyUnderTest.awaitAnswer;
import static io.herald.balancer.haproxy.HaproxyUnderTest.cookie;
import static io.herald.balancer.haproxy.HaproxyUnderTest.get;
import static io.herald.balancer.haproxy.HaproxyUnderTest.vip;
import static io.herald.balancer.haproxy.HaproxyUnderTest.web;
import static io.herald.balancer.web.WebTasks.port;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.balancer.listening.ListeningFirst;
import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.plane.VipOptions;
import io.herald.balancer.plane.VipProtocol;
import io.herald.balancer.web.WebSettings;
import io.herald.balancer.web.WebTasks;
import io.herald.certificates.PemFiles;
import io.herald.certificates.SelfSigned;
import io.herald.runtime.time.MonotonicClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The plane on Debian's HAProxy, under load, changes, and signals. */
final class HaproxyPlaneTest {

  @AutoClose private final EchoBackends backends = new EchoBackends();
  @AutoClose private final HaproxyUnderTest haproxy = new HaproxyUnderTest();

  /** H22, and A4. */
  @Test
  void scalingUpAndDownUnderLoadFailsNoRequestAndReloadsNothing() throws Exception {
    List<Integer> ten = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ten.add(backends.start());
    }
    int vip = haproxy.ports.take();
    int service = haproxy.ports.take();
    serve(service, vip, ten.subList(0, 3));
    MasterState before = haproxy.master();

    Path out = haproxy.folder.resolve("ab.txt");
    List<Process> load = new ArrayList<>();
    for (int target : List.of(service, vip)) {
      load.add(load(target, 4000, out));
    }
    List<Integer> sizes = List.of(3, 10, 2, 7);
    int rounds = 0;
    while (load.stream().anyMatch(Process::isAlive)) {
      serve(service, vip, ten.subList(0, sizes.get(rounds++ % sizes.size())));
      TimeUnit.MILLISECONDS.sleep(50);
    }
    serve(service, vip, ten.subList(0, 10));
    serve(service, vip, ten.subList(0, 2));

    String report = Files.readString(out);
    assertThat(report.split("Complete requests: +4000\n", -1)).as(report).hasSize(3);
    assertThat(report.split("Failed requests: +0\n", -1)).as(report).hasSize(3);
    assertThat(report).doesNotContain("Non-2xx");
    assertThat(haproxy.reloads()).isZero();
    assertThat(haproxy.master().pid()).isEqualTo(before.pid());
    assertThat(haproxy.master().workers()).isEqualTo(before.workers());
    await().until(() -> haproxy.process.servers().get("sise_" + service).size() == 2);
    assertThat(HaproxyFiles.binds(Files.readString(haproxy.settings.configuration())))
        .contains("*:" + service, "127.0.0.1:" + vip);
    assertThat(answers(service, 20)).isEqualTo(Set.copyOf(ten.subList(0, 2)));
    assertThat(answers(vip, 20)).isEqualTo(Set.copyOf(ten.subList(0, 2)));
  }

  private void serve(int service, int vip, List<Integer> ports) {
    WebTasks tasks = WebTasks.app("/sise").labels("0_PORT", "" + service, "0_MODE", "http");
    for (int port : ports) {
      tasks.task("127.0.0.1", port(port, "http"));
    }
    haproxy.serve(web(tasks), vip(vip, VipProtocol.TCP, ports));
  }

  /**
   * Where both sides have spoken, HAProxy goes by the time for tunnels, not by those of the sides.
   */
  @Test
  void aConnectionOverWhichBothSidesHaveSpokenEndsAfterTheVipsIdleTime() throws Exception {
    int vip = haproxy.ports.take();
    VipOptions idle =
        new VipOptions(
            VipOptions.DEFAULT.method(),
            false,
            false,
            VipOptions.DEFAULT.connectTimeout(),
            Optional.of(Duration.ofMillis(500)),
            OptionalInt.empty(),
            Optional.empty());
    try (ServerSocket backend = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      haproxy.serve(
          new TreeMap<>(), vip(vip, VipProtocol.TCP, idle, List.of(backend.getLocalPort())));
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), vip)) {
        client.getOutputStream().write('a');
        try (Socket accepted = backend.accept()) {
          assertThat(accepted.getInputStream().read()).isEqualTo('a');
          accepted.getOutputStream().write('b');
          assertThat(client.getInputStream().read()).isEqualTo('b');
          client.setSoTimeout((int) Duration.ofMinutes(5).toMillis());
          assertThat(client.getInputStream().read()).as("closed by HAProxy").isEqualTo(-1);
        }
      }
    }
  }

  /** As after a scaling up, while the new tasks don't listen yet. */
  @Test
  void requestsAreServedWhileMostServersRefuse() throws Exception {
    int service = haproxy.ports.take();
    int listening = backends.start();
    List<Integer> servers = new ArrayList<>(List.of(listening));
    for (int i = 0; i < 9; i++) {
      servers.add(haproxy.ports.take());
    }
    serve(service, haproxy.ports.take(), servers);
    assertThat(answers(service, 40)).containsExactly(listening);
  }

  @Test
  void anOpenConnectionOutlivesTheRemovalOfItsServer() throws Exception {
    int vip = haproxy.ports.take();
    try (ServerSocket backend = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      int other = backends.start();
      haproxy.serve(new TreeMap<>(), vip(vip, VipProtocol.TCP, List.of(backend.getLocalPort())));
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), vip);
          Socket accepted = backend.accept()) {
        haproxy.serve(new TreeMap<>(), vip(vip, VipProtocol.TCP, List.of(other)));
        assertThat(answers(vip, 5)).containsExactly(other);
        client.getOutputStream().write("ping".getBytes(StandardCharsets.UTF_8));
        assertThat(accepted.getInputStream().readNBytes(4)).asString().isEqualTo("ping");
        assertThat(servers()).isEqualTo(2);
      }
      await().until(() -> servers() == 1);
      assertThat(haproxy.reloads()).isZero();
    }
  }

  /** Those that HAProxy has of the only VIP; Herald itself is behind a backend of its own. */
  private int servers() throws IOException {
    return haproxy.process.servers().entrySet().stream()
        .filter(backend -> !backend.getKey().equals("herald"))
        .mapToInt(backend -> backend.getValue().size())
        .sum();
  }

  @Test
  void hostsLeadToTheirServicesAndANewOneCostsAtMostOneReload() throws Exception {
    int a = backends.start();
    int b = backends.start();
    WebTasks first =
        haproxy.app("/a").labels("0_VHOST", "A.example.com").task("127.0.0.1", port(a, "x"));
    haproxy.serve(first);
    for (String host : List.of("a.example.com", "A.Example.Com:8080", "a.example.com.")) {
      assertThat(answered(get(haproxy.http(), "/", "Host: " + host))).as(host).isEqualTo(a);
    }
    assertThat(get(haproxy.http(), "/", "Host: b.example.com")).contains(" 503 ");
    assertThat(
            answered(get(haproxy.settings.appPort().orElseThrow(), "/", "X-Marathon-App-Id: /A")))
        .isEqualTo(a);

    haproxy.serve(
        haproxy
            .app("/a")
            .labels("0_VHOST", "a.example.com,b.example.com")
            .task("127.0.0.1", port(a, "x")));
    assertThat(answered(get(haproxy.http(), "/", "Host: b.example.com"))).isEqualTo(a);
    assertThat(haproxy.reloads()).as("a map alone has changed").isZero();

    haproxy.serve(
        first,
        haproxy
            .app("/b")
            .labels("0_VHOST", "b.example.com", "0_PATH", "/api")
            .task("127.0.0.1", port(b, "x")));
    assertThat(haproxy.reloads()).isEqualTo(1);
    assertThat(answered(get(haproxy.http(), "/api/x", "Host: b.example.com:80"))).isEqualTo(b);
    assertThat(get(haproxy.http(), "/", "Host: b.example.com")).contains(" 503 ");

    WebTasks none =
        haproxy.app("/a").labels("0_VHOST", "a.example.com").task("127.0.0.1", port(a, "x"));
    var services = WebTasks.services(WebSettings.DEFAULT.withGroups(Set.of("*")), none);
    services.update(none.key(), List.of());
    haproxy.serve(services.services(), new TreeMap<>());
    assertThat(get(haproxy.http(), "/", "Host: a.example.com")).as("H23").contains(" 503 ");
    assertThat(get(haproxy.settings.statsPort().orElseThrow(), "/metrics"))
        .contains("haproxy_backend_status");
    assertThat(get(haproxy.settings.statsPort().orElseThrow(), "/_haproxy_health_check"))
        .contains(" 200 ");
  }

  @Test
  void whatLabelsAskForHappens() throws Exception {
    int a = backends.start();
    haproxy.serve(
        haproxy
            .app("/a")
            .labels(
                "0_VHOST", "a.example.com",
                "0_USE_HSTS", "true",
                "0_HTTP_BACKEND_PROXYPASS_PATH", "/x",
                "0_HTTP_BACKEND_REVPROXY_PATH", "/x",
                "0_HTTP_BACKEND_REDIR", "/start")
            .task("127.0.0.1", port(a, "x")),
        haproxy
            .app("/b")
            .labels("0_VHOST", "b.example.com", "0_REDIRECT_TO_HTTPS", "true")
            .task("127.0.0.1", port(a, "x")),
        haproxy
            .app("/c")
            .labels(
                "0_VHOST",
                "c.example.com",
                "0_AUTH",
                "realm:user:$5$abcdefgh$gruCpC7VkOTspMQTTSAR8mtlO9Upms.fwqE5y16JVM.")
            .task("127.0.0.1", port(a, "x")),
        haproxy
            .app("/d")
            .labels("0_VHOST", "d.example.com", "0_BACKEND_NETWORK_ALLOWED_ACL", "10.1.0.0/16")
            .task("127.0.0.1", port(a, "x")),
        haproxy
            .app("/e")
            .labels("0_VHOST", "e.example.com", "0_BACKEND_NETWORK_ALLOWED_ACL", "127.0.0.0/8")
            .task("127.0.0.1", port(a, "x")));
    int http = haproxy.http();
    assertThat(get(http, "/x/y?q=1", "Host: a.example.com"))
        .contains(a + " /y?q=1 a.example.com 127.0.0.1", "trict-")
        .containsIgnoringCase("strict-transport-security: max-age=15768000");
    assertThat(get(http, "/xyz", "Host: a.example.com")).contains(a + " /xyz ");
    assertThat(get(http, "/x/moved", "Host: a.example.com"))
        .containsIgnoringCase("location: /x/there");
    assertThat(get(http, "/", "Host: a.example.com:8080"))
        .contains(" 301 ")
        .containsIgnoringCase("location: /start");
    assertThat(get(http, "/p?q", "Host: b.example.com:8080"))
        .contains(" 301 ")
        .containsIgnoringCase(
            "location: https://b.example.com:"
                + haproxy.settings.httpsPort().orElseThrow()
                + "/p?q");
    assertThat(get(http, "/", "Host: c.example.com")).contains(" 401 ", "realm=\"realm\"");
    String authorization = "Authorization: Basic dXNlcjpzZWNyZXQ=";
    assertThat(get(http, "/", "Host: c.example.com", authorization)).contains(" 200 ");
    assertThat(get(http, "/", "Host: d.example.com")).contains(" 403 ");
    assertThat(get(http, "/", "Host: e.example.com")).contains(" 200 ");
  }

  @Test
  void aClientKeepsItsServerOverChangesReloadsAndRestarts() throws Exception {
    int a = backends.start();
    int b = backends.start();
    int c = backends.start();
    haproxy.serve(sticky(a));
    haproxy.serve(sticky(a, b));
    assertThat(haproxy.reloads()).isZero();
    Map<Integer, String> cookies = new TreeMap<>();
    await()
        .until(
            () -> {
              String reply = get(haproxy.http(), "/", "Host: s.example.com");
              cookies.put(answered(reply), cookie(reply));
              return cookies.keySet().equals(Set.of(a, b));
            });
    haproxy.serve(sticky(a, b, c));
    assertSticky(cookies);
    haproxy.serve(sticky(a, b), haproxy.app("/new").task("127.0.0.1", port(c, "x")));
    assertThat(haproxy.reloads()).isEqualTo(1);
    assertSticky(cookies);
    haproxy.restartHerald();
    haproxy.serve(sticky(a, b, c), haproxy.app("/new").task("127.0.0.1", port(c, "x")));
    assertThat(haproxy.reloads()).isZero();
    assertSticky(cookies);
    kill(haproxy.master().pid());
    awaitAnswer(" 200 ", haproxy.http(), "/", "Host: s.example.com");
    assertSticky(cookies);
  }

  private WebTasks sticky(int... ports) {
    WebTasks tasks = haproxy.app("/s").labels("0_VHOST", "s.example.com", "0_STICKY", "true");
    for (int port : ports) {
      tasks.task("127.0.0.1", port(port, "x"));
    }
    return tasks;
  }

  private void assertSticky(Map<Integer, String> cookies) throws IOException {
    for (Map.Entry<Integer, String> cookie : cookies.entrySet()) {
      for (int i = 0; i < 5; i++) {
        String reply =
            get(haproxy.http(), "/", "Host: s.example.com", "Cookie: " + cookie.getValue());
        assertThat(answered(reply)).isEqualTo(cookie.getKey());
      }
    }
  }

  private static void kill(long pid) {
    assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
  }

  @Test
  void aKilledWorkerOrMasterIsReplacedAndANewHeraldAttachesToTheRunningOne() throws Exception {
    int a = backends.start();
    WebTasks tasks = haproxy.app("/a").labels("0_VHOST", "a").task("127.0.0.1", port(a, "x"));
    haproxy.serve(tasks);
    long worker = haproxy.worker();
    kill(worker);
    await().until(() -> haproxy.process.worker().filter(w -> w.pid() != worker).isPresent());
    awaitAnswer(a + " /", haproxy.http(), "/", "Host: a");

    MasterState second = haproxy.master();
    kill(second.pid());
    await().until(() -> haproxy.process.master().filter(m -> m.pid() != second.pid()).isPresent());
    awaitAnswer(a + " /", haproxy.http(), "/", "Host: a");

    MasterState third = haproxy.master();
    haproxy.restartHerald();
    haproxy.serve(tasks);
    assertThat(haproxy.master()).isEqualTo(third);
    assertThat(haproxy.metric("herald_lb_haproxy_starts_total")).isZero();

    haproxy.plane.close();
    kill(third.pid());
    await().until(() -> haproxy.process.master().isEmpty());
    haproxy.restartHerald();
    awaitAnswer(a + " /", haproxy.http(), "/", "Host: a");
  }

  /**
   * HAProxy has no map of a frontend that isn't open: of a port 0, or of one that can't be bound.
   */
  @Test
  void withoutAFrontendForAppsAnotherBackendStillCostsNoReload() throws Exception {
    try (HaproxyUnderTest closed = HaproxyUnderTest.withoutAppPort()) {
      int service = closed.ports.take();
      WebTasks one = WebTasks.app("/sise").labels("0_PORT", "" + service, "0_VHOST", "a.b");
      closed.serve(one.task("127.0.0.1", port(backends.start(), "http")));
      awaitAnswer("200 OK", closed.http(), "/", "Host: a.b");
      double reloads = closed.reloads();

      closed.serve(one.task("127.0.0.1", port(backends.start(), "http")));

      assertThat(closed.reloads()).isEqualTo(reloads);
    }
  }

  @Test
  void aHaproxyThatSystemdRunsIsToldChangesAndNeverStarted() throws Exception {
    int a = backends.start();
    try (HaproxyUnderTest others = HaproxyUnderTest.attached()) {
      WebTasks first = haproxy.app("/a").labels("0_VHOST", "a").task("127.0.0.1", port(a, "x"));
      others.offer(first);
      await()
          .untilAsserted(
              () ->
                  assertThat(others.plane.status().problems().toString())
                      .contains("no HAProxy with the file", "others.sock", "start it"));
      others.startAsSystemdDoes();
      await().until(() -> others.plane.status().applied() == 1);
      assertThat(answered(get(others.http(), "/", "Host: a"))).isEqualTo(a);
      MasterState master = others.master();
      others.serve(first, haproxy.app("/b").labels("0_VHOST", "b").task("127.0.0.1", port(a, "x")));
      assertThat(answered(get(others.http(), "/", "Host: b"))).isEqualTo(a);
      assertThat(others.master().pid()).isEqualTo(master.pid());
      assertThat(others.reloads()).isEqualTo(1);
      assertThat(others.metric("herald_lb_haproxy_starts_total")).isZero();
    }
  }

  @Test
  void reloadsUnderLoadFailNoRequest() throws Exception {
    int a = backends.start();
    WebTasks first = haproxy.app("/a").labels("0_MODE", "http").task("127.0.0.1", port(a, "x"));
    haproxy.serve(first);
    Path out = haproxy.folder.resolve("ab.txt");
    Process load = load(haproxy.portOf("/a"), 2500, out);
    for (int i = 0; load.isAlive(); i++) {
      haproxy.serve(
          first,
          haproxy
              .app("/b")
              .labels("0_VHOST", "b" + i, "0_PATH", "/" + i % 2)
              .task("127.0.0.1", port(a, "x")));
    }
    String report = Files.readString(out);
    assertThat(report).containsPattern("Complete requests: +2500\n");
    assertThat(report).containsPattern("Failed requests: +0\n").doesNotContain("Non-2xx");
    assertThat(haproxy.reloads()).isGreaterThan(1);
    await().untilAsserted(() -> assertThat(haproxy.master().old()).isEmpty());
  }

  private static Process load(int port, int requests, Path out) throws IOException {
    return new ProcessBuilder(
            "ab", "-q", "-r", "-c", "8", "-n", "" + requests, "http://127.0.0.1:" + port + "/")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
        .start();
  }

  /** HAProxy prefers them under least connections, and tries ten others at most. */
  @Test
  void manyBackendsThatDoNotListenYetCostNoRequest() throws Exception {
    List<Integer> all = new ArrayList<>(List.of(backends.start()));
    int port = haproxy.ports.take();
    try (ListeningFirst first = new ListeningFirst(haproxy.plane, MonotonicClock.startingNow())) {
      first.apply(new DesiredState(1, vip(port, VipProtocol.TCP, all)));
      await().until(() -> first.status().applied() == 1);
      for (int i = 0; i < 20; i++) {
        all.add(haproxy.ports.take());
      }
      first.apply(new DesiredState(2, vip(port, VipProtocol.TCP, all)));
      await().until(() -> first.status().applied() == 2);
      for (int i = 0; i < 100; i++) {
        assertThat(answered(get(port, "/"))).as("request %d", i).isEqualTo(all.get(0));
      }
    }
  }

  /** Clients would be sent to a port that nobody has opened. */
  @Test
  void aRedirectToHttpsWithoutACertificateIsTold() throws Exception {
    int a = backends.start();
    WebTasks tasks =
        haproxy
            .app("/a")
            .labels("0_VHOST", "a.example.com", "0_REDIRECT_TO_HTTPS", "true")
            .task("127.0.0.1", port(a, "x"));
    haproxy.serve(tasks);
    assertThat(haproxy.plane.status().problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.what())
                    .contains(
                        "a_" + haproxy.portOf("/a") + ": its label HAPROXY_0_REDIRECT_TO_HTTPS",
                        "no certificate of " + haproxy.certificates,
                        "put one there, or remove the label"));

    SelfSigned pair = SelfSigned.forHosts("a", "a.example.com");
    PemFiles.replace(haproxy.certificates.resolve("a.pem"), pair.certificatePem() + pair.keyPem());
    await().until(() -> haproxy.plane.status().problems().isEmpty());
  }

  @Test
  void whatHaproxyOrTheMachineRefusesIsLeftOutAndTold() throws Exception {
    int a = backends.start();
    try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      WebTasks good = haproxy.app("/a").labels("0_VHOST", "a").task("127.0.0.1", port(a, "x"));
      WebTasks bad =
          haproxy
              .app("/bad")
              .labels("0_VHOST", "bad", "0_BACKEND_HEAD", "backend {backend}\n  deny nonsense")
              .task("127.0.0.1", port(a, "x"));
      WebTasks oneLabel =
          haproxy
              .app("/label")
              .labels("0_VHOST", "label", "0_SSL_CERT", "/no/such.pem")
              .task("127.0.0.1", port(a, "x"));
      var vips = vip(taken.getLocalPort(), VipProtocol.TCP, List.of(a));
      vips.putAll(vip(53, VipProtocol.UDP, List.of(a)));
      haproxy.serve(web(good, bad, oneLabel), vips);
      assertThat(answered(get(haproxy.http(), "/", "Host: a"))).isEqualTo(a);
      assertThat(answered(get(haproxy.http(), "/", "Host: label"))).isEqualTo(a);
      assertThat(get(haproxy.http(), "/", "Host: bad")).contains(" 503 ");
      assertThat(haproxy.plane.status().problems().toString())
          .contains(
              "bad_" + haproxy.portOf("/bad") + " is left out: ",
              "label_"
                  + haproxy.portOf("/label")
                  + ": its label HAPROXY_0_SSL_CERT = \"/no/such.pem\"",
              "127.0.0.1:" + taken.getLocalPort() + " can't be opened",
              "end what listens there",
              "HAProxy carries no UDP");
      assertThat(haproxy.plane.status().problems()).hasSize(4);
      assertThat(haproxy.plane.status().problems())
          .as("each is about a VIP or a web service")
          .noneMatch(PlaneProblem::isOfWholePlane);
      assertThat(haproxy.plane.status().problems().toString())
          .contains("look at HAPROXY_0_BACKEND_HEAD, which webTemplates allows");
      assertThat(haproxy.metric("herald_lb_haproxy_left_out")).isEqualTo(1);
    }
  }
}
