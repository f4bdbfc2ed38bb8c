package io.herald.balancer.haproxy;

import static io.herald.balancer.haproxy.EchoBackends.answered;
import static io.herald.balancer.haproxy.EchoBackends.answers;
import static io.herald.balancer.haproxy.HaproxyUnderTest.awaitAnswer;
import static io.herald.balancer.haproxy.HaproxyUnderTest.cookie;
import static io.herald.balancer.haproxy.HaproxyUnderTest.get;
import static io.herald.balancer.web.WebTasks.port;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.balancer.web.WebTasks;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * Checks of the balancer's own, on Debian's HAProxy: they never take out the last server, unless
 * they are to.
 */
final class HaproxyChecksTest {

  @AutoClose private final EchoBackends backends = new EchoBackends();
  @AutoClose private final HaproxyUnderTest haproxy = new HaproxyUnderTest();

  @Test
  void aCheckTakesAServerOutButNeverTheLastOne() throws Exception {
    int silent = backends.start();
    int good = backends.start();
    backends.setHealthy(silent, false);
    WebTasks tasks =
        haproxy
            .app("/a")
            .labels("0_MODE", "http", "0_BACKEND_HEALTHCHECK", "/health")
            .task("127.0.0.1", port(silent, "x"))
            .task("127.0.0.1", port(good, "x"));
    haproxy.serve(tasks);
    await().until(() -> answers(haproxy.portOf("/a"), 6).equals(Set.of(good)));
    backends.setHealthy(good, false);
    await().until(() -> answers(haproxy.portOf("/a"), 6).equals(Set.of(good, silent)));
    int third = backends.start();
    haproxy.serve(tasks.task("127.0.0.1", port(third, "x")));
    await().until(() -> answers(haproxy.portOf("/a"), 6).equals(Set.of(third)));
    assertThat(haproxy.reloads()).isZero();
  }

  @Test
  void aCheckTakesAStickyServerOutButNeverTheLastOne() throws Exception {
    int a = backends.start();
    int b = backends.start();
    WebTasks tasks =
        haproxy
            .app("/s")
            .labels("0_VHOST", "s.example.com", "0_STICKY", "true")
            .labels("0_BACKEND_HEALTHCHECK", "/health")
            .task("127.0.0.1", port(a, "x"))
            .task("127.0.0.1", port(b, "x"));
    haproxy.serve(tasks);
    String cookie = "Cookie: " + cookieOf(a);
    backends.setHealthy(a, false);
    await().until(() -> answered(sticky(cookie)) == b);
    backends.setHealthy(b, false);
    // Nobody passes: who was at a server goes there, by host, app id and port of its own.
    await().until(() -> answered(sticky(cookie)) == a);
    int apps = haproxy.settings.appPort().orElseThrow();
    assertThat(answered(get(apps, "/", "X-Marathon-App-Id: /s", cookie))).isEqualTo(a);
    assertThat(answered(get(haproxy.portOf("/s"), "/", cookie))).isEqualTo(a);
    int third = backends.start();
    haproxy.serve(tasks.task("127.0.0.1", port(third, "x")));
    await().until(() -> answered(sticky(cookie)) == third);
    backends.setHealthy(a, true);
    await().until(() -> answered(sticky(cookie)) == a);
    assertThat(haproxy.reloads()).isZero();
  }

  private String sticky(String cookie) throws IOException {
    return get(haproxy.http(), "/", "Host: s.example.com", cookie);
  }

  /** The cookie that leads to a server. */
  private String cookieOf(int server) {
    return cookie(
        await()
            .until(
                () -> get(haproxy.http(), "/", "Host: s.example.com"),
                reply -> answered(reply) == server));
  }

  @Test
  void withoutFailOpenAServiceWhoseChecksAllFailAnswers503() throws Exception {
    try (HaproxyUnderTest closed = HaproxyUnderTest.withoutFailOpen()) {
      int service = closed.ports.take();
      int a = backends.start();
      closed.serve(
          WebTasks.app("/s")
              .labels("0_PORT", "" + service, "0_VHOST", "s.example.com", "0_STICKY", "true")
              .labels("0_BACKEND_HEALTHCHECK", "/health")
              .task("127.0.0.1", port(a, "x")));
      awaitAnswer(" 200 ", closed.http(), "/", "Host: s.example.com");
      backends.setHealthy(a, false);
      awaitAnswer(" 503 ", closed.http(), "/", "Host: s.example.com");
      awaitAnswer(" 503 ", service, "/");
    }
  }
}
