package io.herald.render;

import static io.herald.render.ClusterUnderTest.task;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.herald.catalog.model.Task;
import io.herald.ports.FreePorts;
import io.herald.render.command.ProcessRunner;
import io.herald.render.config.RenderConfigFile;
import io.herald.render.schedule.RenderWorkers;
import io.herald.runtime.metrics.Metric;
import io.herald.services.instance.Publication;
import io.herald.services.problem.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real nginx that follows its file, while Apache's ab sends requests through it. */
@Timeout(600)
class NginxUnderLoadTest {

  @TempDir Path folder;

  private final FreePorts ports = new FreePorts();
  private final int port = ports.take();
  private final ClusterUnderTest cluster = new ClusterUnderTest();
  private final RenderService rendering =
      new RenderService(RenderWorkers.real(new ProcessRunner()));
  private final Deque<Backend> backends = new ArrayDeque<>();
  private final ExecutorService answering = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build();
  private Process nginx;
  private int started;

  /** An instance: a task, and the server that it is. */
  private record Backend(Task task, HttpServer server) {}

  @BeforeEach
  void start() throws Exception {
    Files.createDirectory(folder.resolve("conf.d"));
    Files.writeString(
        folder.resolve("conf.d/upstreams.conf"), "upstream app { server 127.0.0.1:1 down; }\n");
    Files.writeString(
        folder.resolve("nginx.conf"),
        """
        daemon off;
        user root;
        worker_processes 2;
        pid nginx.pid;
        error_log error.log;
        events { worker_connections 512; }
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          include conf.d/*.conf;
          server {
            listen 127.0.0.1:%d backlog=4096;
            location / { proxy_pass http://app; }
          }
        }
        """
            .formatted(port));
    nginx =
        new ProcessBuilder("/usr/sbin/nginx", "-p", folder.toString(), "-c", "nginx.conf")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.out").toFile())
            .start();
    await().until(() -> status() == 502);
  }

  @AfterEach
  void stop() throws Exception {
    rendering.close();
    cluster.close();
    nginx.destroy();
    assertThat(nginx.waitFor(1, TimeUnit.MINUTES)).isTrue();
    backends.forEach(backend -> backend.server().stop(0));
    List<Runnable> unused = answering.shutdownNow();
    ports.close();
  }

  private void render(String more) throws Exception {
    Files.writeString(
        folder.resolve("render.yaml"),
        """
        files:
          - target: conf.d/upstreams.conf
        %s
            queries: {app: {name: app, port: http}}
            empty: placeholder
            check:
              command: [/usr/sbin/nginx, -t, -q, -c, "{around}"]
              around: |
                error_log stderr;
                pid /dev/null;
                events {}
                http { include {file}; }
            reload: [/usr/sbin/nginx, -p, "%s", -c, nginx.conf, -s, reload]
        """
            .formatted(more, folder));
    rendering.use(
        RenderConfigFile.read(folder.resolve("render.yaml")),
        new RenderSource(
            cluster.live(), () -> true, Publication.DEFAULT, List.of(), cluster.problems()));
  }

  private static final String BUILT_IN = "    template: nginx-upstreams";

  private Backend backend() throws IOException {
    return backend(Map.of());
  }

  private Backend backend(Map<String, String> labels) throws IOException {
    String id = "t%04d".formatted(++started);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = id.getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          try (var out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.setExecutor(answering);
    server.start();
    Backend backend =
        new Backend(task(id, "app", "127.0.0.1", server.getAddress().getPort(), labels), server);
    backends.add(backend);
    return backend;
  }

  /** Some more instances; returns once the last of them is answered from. */
  private void scaleUp(int number) throws Exception {
    Task[] more = new Task[number];
    for (int i = 0; i < number; i++) {
      more[i] = backend().task();
    }
    long begun = System.nanoTime();
    cluster.put(more);
    String last = more[number - 1].id();
    await().pollInterval(Duration.ofMillis(5)).until(() -> answeredBy(last));
    System.out.printf(
        "%d instances more: answered from %.2f s after the tasks' event%n",
        number, (System.nanoTime() - begun) / 1e9);
  }

  /**
   * As an executor ends a task: it is TASK_KILLING, which takes it out of the services; it drains;
   * it ends. The drain here is as long as nginx needs, however slow this machine is.
   */
  private void scaleDown(int number) throws Exception {
    Backend[] leaving = new Backend[number];
    Task[] tasks = new Task[number];
    for (int i = 0; i < number; i++) {
      leaving[i] = backends.removeFirst();
      tasks[i] = leaving[i].task();
    }
    double reloads = metric("reloads_total", "ok");
    long begun = System.nanoTime();
    cluster.remove(tasks);
    await().until(() -> metric("reloads_total", "ok") > reloads);
    await().until(() -> !shuttingDown());
    System.out.printf(
        "%d instances less: nginx has let go of them %.2f s after the tasks' event%n",
        number, (System.nanoTime() - begun) / 1e9);
    for (Backend backend : leaving) {
      backend.server().stop(0);
    }
  }

  /** Whether a worker of a former configuration still has a request. */
  private boolean shuttingDown() {
    return ProcessHandle.of(nginx.pid()).stream()
        .flatMap(ProcessHandle::children)
        .anyMatch(worker -> title(worker).contains("shutting down"));
  }

  private static String title(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
    } catch (IOException e) {
      return ""; // gone
    }
  }

  private double metric(String name, String result) {
    return rendering.metrics().stream()
        .filter(row -> row.name().equals("herald_render_" + name))
        .filter(row -> result.equals(row.labels().getOrDefault("result", result)))
        .mapToDouble(
            row ->
                row instanceof Metric.Counter counter
                    ? counter.value().getAsDouble()
                    : ((Metric.Gauge) row).value().getAsDouble())
        .sum();
  }

  private HttpResponse<String> get() throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .timeout(Duration.ofMinutes(1))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private int status() {
    try {
      return get().statusCode();
    } catch (Exception e) {
      return 0;
    }
  }

  private boolean answeredBy(String id) throws Exception {
    HttpResponse<String> response = get();
    return response.statusCode() == 200 && response.body().equals(id);
  }

  @Test
  void noRequestFailsWhileAServiceIsScaled() throws Exception {
    render(BUILT_IN);
    scaleUp(3);
    Process ab =
        new ProcessBuilder(
                "ab",
                "-q",
                "-c",
                "4",
                "-n",
                "10000000",
                "-s",
                "120",
                "http://127.0.0.1:" + port + "/")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("ab.out").toFile())
            .start();
    try {
      scaleUp(7);
      scaleDown(8);
      scaleUp(1);
    } finally {
      // The interrupt has it print what it counted.
      new ProcessBuilder("kill", "-INT", Long.toString(ab.pid())).start().waitFor();
    }
    assertThat(ab.waitFor(2, TimeUnit.MINUTES)).isTrue();

    String report = Files.readString(folder.resolve("ab.out"));
    System.out.println(
        report
            .lines()
            .filter(line -> line.matches("(Complete|Failed|Non-2xx|Requests per).*"))
            .toList());
    assertThat(number(report, "Complete requests")).isGreaterThan(100);
    assertThat(number(report, "Failed requests")).as(report).isZero();
    assertThat(report).doesNotContain("Non-2xx");
  }

  private static int number(String report, String name) {
    Matcher found = Pattern.compile(name + ":\\s+(\\d+)").matcher(report);
    assertThat(found.find()).as(report).isTrue();
    return Integer.parseInt(found.group(1));
  }

  @Test
  void withoutInstancesNginxAnswers502AndStaysUp() throws Exception {
    render(BUILT_IN);
    scaleUp(1);
    assertThat(status()).isEqualTo(200);

    cluster.remove(backends.getFirst().task());

    await().until(() -> status() == 502);
    assertThat(Files.readString(folder.resolve("conf.d/upstreams.conf")))
        .contains("server 127.0.0.1:1 down;");
    assertThat(nginx.isAlive()).isTrue();
    scaleUp(1);
    assertThat(status()).isEqualTo(200);
  }

  @Test
  void anInstanceThatNginxRefusesIsLeftOutAndTheOthersAreServed() throws Exception {
    Files.writeString(
        folder.resolve("own.mustache"),
        """
        upstream app {
        {{#app.instances}}
          server {{endpoint}}{{#labels.params}} {{labels.params}}{{/labels.params}};
        {{/app.instances}}
        }
        """);
    render("    template_file: own.mustache\n    format: nginx");
    Task good = backend().task();
    // Each character is one of a word, and nginx refuses the word.
    Task bad = backend(Map.of("params", "weight=none")).task();
    Task evil = backend(Map.of("params", "; } server { listen 81; } #")).task();
    cluster.put(good, bad, evil);

    await().until(() -> answeredBy(good.id()));

    assertThat(cluster.problems().list(10))
        .extracting(Problem::what)
        .anyMatch(what -> what.contains("task " + bad.id()) && what.contains("invalid parameter"))
        .anyMatch(what -> what.contains("task " + evil.id()) && what.contains("holds"));
    Task better = backend().task();
    cluster.put(better);
    await().until(() -> answeredBy(better.id()));
  }
}
