package io.herald.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import io.herald.dns.server.DnsService;
import io.herald.launcher.modules.DnsModules;
import io.herald.mesos.recordio.RecordEncoder;
import io.herald.runtime.threads.Threads;
import io.herald.runtime.time.MonotonicClock;
import io.herald.settings.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.mesos.v1.master.Protos.Event;

/**
 * Runs the DNS server for a moment, so that the JVM that does it can write down which classes it
 * takes ({@code -XX:ArchiveClassesAtExit}): {@code ./herald} lets it once after each build, and
 * every later start takes them from there. Not a command; needs nothing but loopback; ends by
 * itself, with status 1 if the server did not answer.
 */
final class CdsTraining {

  private static final int TRIES = 100;
  private static final int MILLIS_EACH = 100;

  /** {@code web.marathon.mesos A}, id 1. */
  private static final byte[] QUERY =
      "\0\1\1\0\0\1\0\0\0\0\0\0\3web\10marathon\5mesos\0\0\1\0\1"
          .getBytes(StandardCharsets.ISO_8859_1);

  private CdsTraining() {}

  public static void main(String[] args) throws IOException, SettingsException {
    Application.useOwnNativeLibraries();
    Herald.commandLine(Map.of()).parseArgs("dns", "--port", "0");
    HttpServer master =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    master.setExecutor(Executors.newCachedThreadPool(Threads.numberedDaemons("training-master")));
    AtomicBoolean subscribed = new AtomicBoolean();
    master.createContext("/", exchange -> answer(exchange, subscribed));
    master.start();
    DnsConfig config =
        new DnsConfigReader(DnsModules.SECTIONS)
            .environment(Map.of())
            .options(
                Map.of(
                    "masters", "127.0.0.1:" + master.getAddress().getPort(),
                    "listener", "127.0.0.1",
                    "http-listener", "127.0.0.1",
                    "port", "0",
                    "http-port", "0"))
            .read();
    Clock clock = MonotonicClock.startingNow();
    DnsService service = new DnsService(config, DnsModules.create(config.modules(), clock), clock);
    boolean answered;
    try (service) {
      service.start();
      answered = answered(service.dnsAddresses().get(0));
      read(service.httpAddress().orElseThrow(), "/v1/version");
      read(service.httpAddress().orElseThrow(), "/v2/services");
      read(service.httpAddress().orElseThrow(), "/metrics");
    }
    System.exit(answered ? 0 : 1);
  }

  /** Once a stream, which ends behind its first event; then a state. */
  private static void answer(HttpExchange exchange, AtomicBoolean subscribed) throws IOException {
    String path = exchange.getRequestURI().getPath();
    exchange.getRequestBody().readAllBytes();
    byte[] body = new byte[0];
    if (path.equals("/api/v1") && subscribed.compareAndSet(false, true)) {
      Event.Builder event = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
      event.getSubscribedBuilder().getGetStateBuilder().getGetTasksBuilder();
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      body = RecordEncoder.encode(event.build().toByteArray());
    } else if (path.equals("/state")) {
      try (InputStream state = CdsTraining.class.getResourceAsStream("rehearsal-state.json")) {
        body =
            new String(state.readAllBytes(), StandardCharsets.UTF_8)
                .replace("PORT", Integer.toString(exchange.getLocalAddress().getPort()))
                .getBytes(StandardCharsets.UTF_8);
      }
    }
    exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /** Asks until there is an answer with a record. */
  private static boolean answered(InetSocketAddress server) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(MILLIS_EACH);
      DatagramPacket reply = new DatagramPacket(new byte[512], 512);
      for (int i = 0; i < TRIES; i++) {
        socket.send(new DatagramPacket(QUERY, QUERY.length, server));
        try {
          socket.receive(reply);
          if (reply.getData()[7] > 0) {
            return true;
          }
          Thread.sleep(MILLIS_EACH);
        } catch (SocketTimeoutException e) {
          // Asked again.
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
    }
    return false;
  }

  private static void read(InetSocketAddress http, String path) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + http.getPort() + path);
    try (InputStream body = uri.toURL().openStream()) {
      body.readAllBytes();
    }
  }
}
