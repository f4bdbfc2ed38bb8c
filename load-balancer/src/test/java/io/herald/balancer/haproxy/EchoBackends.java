package io.herald.balancer.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP servers on this machine; each answers with its port, and the path that it was asked for. */
final class EchoBackends implements AutoCloseable {

  private final List<HttpServer> servers = new ArrayList<>();
  private final Set<Integer> unhealthy = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Threads.numberedDaemons("echo"));

  /** What the server answers to {@code /health}. */
  void setHealthy(int port, boolean healthy) {
    if (healthy) {
      unhealthy.remove(port);
    } else {
      unhealthy.add(port);
    }
  }

  /** One more server; its port. */
  int start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
      int port = server.getAddress().getPort();
      server.createContext(
          "/",
          exchange -> {
            if (exchange.getRequestURI().getPath().equals("/health")) {
              exchange.sendResponseHeaders(unhealthy.contains(port) ? 500 : 200, -1);
              exchange.close();
              return;
            }
            if (exchange.getRequestURI().getPath().equals("/moved")) {
              exchange.getResponseHeaders().set("Location", "http://a.example.com/there");
              exchange.sendResponseHeaders(302, -1);
              exchange.close();
              return;
            }
            byte[] body =
                (port
                        + " "
                        + exchange.getRequestURI()
                        + " "
                        + exchange.getRequestHeaders().getFirst("Host")
                        + " "
                        + exchange.getRequestHeaders().getFirst("X-Forwarded-For")
                        + "\n")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.setExecutor(threads);
      server.start();
      servers.add(server);
      return port;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    servers.forEach(server -> server.stop(0));
    threads.shutdownNow();
  }

  /** The ports of the backends that answer some requests at a port. */
  static Set<Integer> answers(int port, int requests) throws IOException {
    Set<Integer> answered = new HashSet<>();
    for (int i = 0; i < requests; i++) {
      answered.add(answered(HaproxyUnderTest.get(port, "/")));
    }
    return answered;
  }

  /** The port of the backend that gave a reply. */
  static int answered(String reply) {
    Matcher matcher = Pattern.compile("\r\n\r\n(\\d+) ").matcher(reply);
    assertThat(matcher.find()).as(reply).isTrue();
    return Integer.parseInt(matcher.group(1));
  }
}
