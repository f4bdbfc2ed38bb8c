package io.herald.balancer.haproxy;

import static io.herald.balancer.haproxy.HaproxyUnderTest.get;
import static io.herald.balancer.web.WebTasks.port;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.balancer.web.WebTasks;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Marathon-LB's deploying tool replaces blue by green, step by step, on Debian's HAProxy. */
final class BlueGreenDeploymentTest {

  private static final int TARGET = 3;

  @AutoClose private final EchoBackends backends = new EchoBackends();
  @AutoClose private final HaproxyUnderTest haproxy = new HaproxyUnderTest();
  private final int service = haproxy.ports.take();
  private final DeployTool tool =
      new DeployTool(haproxy.settings.statsPort().orElseThrow(), "sise_" + service);

  private WebTasks app(String colour, String startedAt, List<Integer> ports, String... labels) {
    WebTasks app =
        WebTasks.app("/sise-" + colour)
            .labels(
                "0_PORT",
                "" + service,
                "APP_ID",
                "sise",
                "DEPLOYMENT_GROUP",
                "sise",
                "DEPLOYMENT_ALT_PORT",
                "" + (service + 1),
                "DEPLOYMENT_COLOUR",
                colour,
                "DEPLOYMENT_NEW_INSTANCES",
                "0",
                "DEPLOYMENT_STARTED_AT",
                startedAt,
                "DEPLOYMENT_TARGET_INSTANCES",
                "" + TARGET)
            .labels(labels);
    ports.forEach(port -> app.task("127.0.0.1", port(port, "http")));
    return app;
  }

  private WebTasks[] apps(List<Integer> blue, List<Integer> green, String... labels) {
    return Stream.of(
            blue.isEmpty()
                ? Optional.<WebTasks>empty()
                : Optional.of(app("blue", "2026-02-01T15:51:38.184623", blue, labels)),
            green.isEmpty()
                ? Optional.<WebTasks>empty()
                : Optional.of(app("green", "2026-02-01T15:52:00", green, labels)))
        .flatMap(Optional::stream)
        .toArray(WebTasks[]::new);
  }

  private static String server(int port) {
    return "127_0_0_1_" + port;
  }

  private List<Integer> started(int count) {
    return Stream.generate(backends::start).limit(count).toList();
  }

  static Stream<List<String>> services() {
    return Stream.of(
        List.of("0_MODE", "http"),
        List.of("0_MODE", "http", "0_BACKEND_HEALTHCHECK", "/health"),
        List.of("0_VHOST", "sise", "0_STICKY", "true"),
        List.of("0_VHOST", "sise", "0_STICKY", "true", "0_BACKEND_HEALTHCHECK", "/health"));
  }

  @ParameterizedTest
  @MethodSource("services")
  void theToolReplacesAllTasksAndNoRequestFails(List<String> service) throws Exception {
    String[] labels = service.toArray(String[]::new);
    List<Integer> blue = new ArrayList<>(started(TARGET));
    List<Integer> green = new ArrayList<>();
    haproxy.serve(apps(blue, green, labels));
    try (Requests requests = new Requests(this.service)) {
      await().until(() -> requests.whoAnsweredSoFar().containsAll(blue));
      while (!blue.isEmpty()) {
        if (green.size() < TARGET) {
          green.addAll(started(1));
          haproxy.serve(apps(blue, green, labels));
        }
        List<String> names = blue.stream().map(BlueGreenDeploymentTest::server).toList();
        int instances = blue.size() + green.size();
        List<String> kill =
            await().until(() -> tool.toKill(instances, TARGET, names), list -> !list.isEmpty());
        // With N of three tasks, no more than N of the old ones may go.
        assertThat(kill).hasSizeLessThanOrEqualTo(green.size());
        blue.removeIf(port -> kill.contains(server(port)));
        haproxy.serve(apps(blue, green, labels));
      }
      assertThat(green).hasSize(TARGET);
      await().until(() -> requests.whoAnsweredSoFar().containsAll(green));
      assertThat(requests.failures()).isEmpty();
    }
    assertThat(tool.listeners()).containsOnlyKeys(green.stream().map(p -> server(p)).toList());
    assertThat(haproxy.reloads()).isZero();
  }

  @Test
  void aTaskWithAConnectionIsNotKilledUntilThatHasEnded() throws Exception {
    try (ServerSocket first = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      List<Integer> blue = new ArrayList<>(List.of(first.getLocalPort()));
      haproxy.serve(apps(blue, List.of()));
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), service);
          Socket accepted = first.accept()) {
        blue.addAll(started(2));
        haproxy.serve(apps(blue, started(1)));
        List<String> old = blue.stream().map(BlueGreenDeploymentTest::server).toList();
        await().until(() -> "MAINT".equals(tool.listeners().get(old.get(0)).get("status")));
        assertThat(tool.listeners().get(old.get(0))).containsEntry("scur", "1");
        assertThat(tool.listeners().get(old.get(1))).containsEntry("status", "UP");
        assertThat(tool.toKill(4, TARGET, old)).isEmpty();
        client.getOutputStream().write('x');
        assertThat(accepted.getInputStream().read()).isEqualTo('x');
        client.close();
        accepted.close();
        await().until(() -> tool.toKill(4, TARGET, old).equals(old.subList(0, 1)));
      }
    }
  }

  @Test
  void theToolWaitsForGreenTasksThatAreNotHealthyYet() throws Exception {
    List<Integer> blue = started(TARGET);
    WebTasks green = app("green", "2026-02-01T15:52:00", List.of());
    green.task("TASK_RUNNING", Optional.of(false), "127.0.0.1", port(backends.start(), "http"));
    haproxy.serve(apps(blue, List.of())[0], green);
    List<String> old = blue.stream().map(BlueGreenDeploymentTest::server).toList();
    await().until(() -> tool.listeners().size() == 4);
    assertThat(tool.listeners().values().stream().map(row -> row.get("status")).sorted())
        .containsExactly("DRAIN", "UP", "UP", "UP");
    assertThat(tool.toKill(4, TARGET, old)).isEmpty();
  }

  /** Requests one after another, each over a connection of its own. */
  private static final class Requests implements AutoCloseable {
    private final AtomicBoolean over = new AtomicBoolean();
    private final Set<Integer> answered = ConcurrentHashMap.newKeySet();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread;

    Requests(int port) {
      thread =
          Threads.daemon(
              "requests",
              () -> {
                while (!over.get()) {
                  ask(port);
                }
              });
      thread.start();
    }

    private void ask(int port) {
      try {
        String answer = get(port, "/", "Host: sise");
        if (answer.startsWith("HTTP/1.1 200 ")) {
          String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
          answered.add(Integer.parseInt(body.substring(0, body.indexOf(' '))));
        } else {
          failures.add(answer);
        }
      } catch (IOException e) {
        failures.add(e.toString());
      }
    }

    Set<Integer> whoAnsweredSoFar() {
      return Set.copyOf(answered);
    }

    List<String> failures() {
      return List.copyOf(failures);
    }

    @Override
    public void close() throws InterruptedException {
      over.set(true);
      thread.join();
    }
  }
}
