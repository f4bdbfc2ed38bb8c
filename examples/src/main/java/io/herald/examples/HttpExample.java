package io.herald.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The server of {@code examples/http-example.yaml}: says who it is at {@code /} of the port {@code
 * PORT_HTTP}, and {@code ok} at {@code /health} of {@code PORT_ADMIN}. The executor gives it both
 * in its environment, as it does {@code HOST} and {@code INSTANCE}; the job gives {@code JOB}.
 */
public final class HttpExample implements AutoCloseable {

  private static final int WRONG_USE = 2;

  private final HttpServer http;
  private final HttpServer admin;

  private HttpExample(HttpServer http, HttpServer admin) {
    this.http = http;
    this.admin = admin;
  }

  public static void main(String[] args) {
    try {
      HttpExample example = start(System.getenv());
      System.out.println("serving / at " + example.http.getAddress());
      System.out.println("serving /health at " + example.admin.getAddress());
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("http-example: " + e.getMessage());
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
  public static HttpExample start(Map<String, String> environment) throws IOException {
    int httpPort = TaskServers.port(environment, "PORT_HTTP");
    int adminPort = TaskServers.port(environment, "PORT_ADMIN");
    String host = environment.getOrDefault("HOST", "localhost");
    HttpServer http = TaskServers.listen(host, httpPort, "PORT_HTTP");
    try {
      HttpServer admin = TaskServers.listen(host, adminPort, "PORT_ADMIN");
      serve(http, "/", self(environment, host));
      serve(admin, "/health", "ok\n");
      http.start();
      admin.start();
      return new HttpExample(http, admin);
    } catch (IOException e) {
      http.stop(0);
      throw e;
    }
  }

  /** Where {@code /} is served. */
  public int httpPort() {
    return http.getAddress().getPort();
  }

  /** Where {@code /health} is served. */
  public int adminPort() {
    return admin.getAddress().getPort();
  }

  @Override
  public void close() {
    http.stop(0);
    admin.stop(0);
  }

  private static String self(Map<String, String> environment, String host) {
    return String.join(
        "\n",
        List.of(
            "job " + environment.getOrDefault("JOB", "unknown"),
            "instance " + environment.getOrDefault("INSTANCE", "unknown"),
            "host " + host,
            "pid " + ProcessHandle.current().pid(),
            ""));
  }

  private static void serve(HttpServer server, String path, String text) {
    byte[] body = text.getBytes(UTF_8);
    server.createContext(path, exchange -> answer(exchange, path, body));
  }

  /** A context has all paths below its own too; only its own is there. */
  private static void answer(HttpExchange exchange, String path, byte[] body) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      if (!exchange.getRequestURI().getPath().equals(path)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
