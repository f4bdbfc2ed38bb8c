package io.herald.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The service of {@code examples/dcos-103/}: answers {@code /endpoint0} of the port {@code PORT0}
 * with JSON, as the simple service of "DC/OS 103" does, and says by the header {@code X-Task} which
 * task it was; {@code /} says which process. {@code /health} answers 200, and 503 between a POST to
 * {@code /ill} and one to {@code /well}. After SIGTERM it serves on for {@code DRAIN_SECONDS},
 * since a balancer learns of its end no earlier than it does.
 */
public final class SimpleService implements AutoCloseable {

  private static final int WRONG_USE = 2;
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final HttpServer server;
  private final String version;
  private final String task;
  private volatile boolean well = true;

  private SimpleService(HttpServer server, Map<String, String> environment) {
    this.server = server;
    this.version = environment.getOrDefault("SIMPLE_SERVICE_VERSION", "0.3.0");
    this.task = environment.getOrDefault("MESOS_TASK_ID", "unknown");
  }

  public static void main(String[] args) {
    try {
      Map<String, String> environment = System.getenv();
      long drain = seconds(environment, "DRAIN_SECONDS", 2);
      SimpleService service = start(environment);
      Thread unused =
          Threads.addShutdownHook(
              "drain",
              () -> {
                sleep(drain);
                service.close();
              });
      System.out.println("serving /endpoint0 at " + service.server.getAddress());
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("simple-service: " + e.getMessage());
      System.exit(e instanceof IOException ? 1 : WRONG_USE);
    }
  }

  /**
   * Starts to serve, until closed.
   *
   * @param environment of the task
   * @throws IllegalArgumentException with a sentence, if a port is missing or malformed
   * @throws IOException with a sentence, if a port is taken
   */
  public static SimpleService start(Map<String, String> environment) throws IOException {
    int port = TaskServers.port(environment, "PORT0");
    HttpServer server =
        TaskServers.listen(environment.getOrDefault("HOST", "localhost"), port, "PORT0");
    SimpleService service = new SimpleService(server, environment);
    server.createContext("/", service::handle);
    server.start();
    return service;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      switch (request) {
        case "GET /" -> answer(exchange, OK, "text/plain", self());
        case "GET /endpoint0" -> endpoint0(exchange);
        case "GET /health" ->
            answer(exchange, well ? OK : UNAVAILABLE, "text/plain", well ? "ok\n" : "ill\n");
        case "POST /ill" -> become(exchange, false);
        case "POST /well" -> become(exchange, true);
        default -> exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private String self() {
    return "task " + task + "\npid " + ProcessHandle.current().pid() + "\n";
  }

  private void endpoint0(HttpExchange exchange) throws IOException {
    System.err.println(
        "INFO /endpoint0 has been invoked from "
            + exchange.getRemoteAddress().getAddress().getHostAddress());
    String host = exchange.getRequestHeaders().getFirst("Host");
    exchange.getResponseHeaders().set("X-Task", task);
    answer(
        exchange,
        OK,
        "application/json",
        "{\"host\": "
            + quoted(host == null ? "" : host)
            + ", \"version\": "
            + quoted(version)
            + ", \"result\": \"all is well\"}");
  }

  private void become(HttpExchange exchange, boolean healthy) throws IOException {
    well = healthy;
    answer(exchange, OK, "text/plain", healthy ? "well\n" : "ill\n");
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static long seconds(Map<String, String> environment, String name, long otherwise) {
    String value = environment.get(name);
    try {
      long seconds = value == null ? otherwise : Long.parseLong(value);
      if (seconds >= 0) {
        return seconds;
      }
    } catch (NumberFormatException e) {
      throw notSeconds(name, value, e);
    }
    throw notSeconds(name, value, null);
  }

  private static IllegalArgumentException notSeconds(
      String name, String value, @Nullable NumberFormatException cause) {
    return new IllegalArgumentException(
        name + " = \"" + value + "\" is not a number of seconds; write 0 or more", cause);
  }

  private static void sleep(long seconds) {
    try {
      Thread.sleep(seconds * 1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
