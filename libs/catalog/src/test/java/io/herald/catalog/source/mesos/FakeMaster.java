package io.herald.catalog.source.mesos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.herald.catalog.source.mesos.reading.Messages;
import io.herald.mesos.recordio.RecordEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.mesos.v1.master.Protos.Call;
import org.apache.mesos.v1.master.Protos.Event;
import org.apache.mesos.v1.master.Protos.Response;

/** A master's HTTP side on loopback that says what a test wants it to say. */
final class FakeMaster implements AutoCloseable {

  /** Ends a stream's connection. */
  private static final byte[] CUT = new byte[0];

  final HttpServer server;
  final Map<String, String> documents = new ConcurrentHashMap<>();
  final Map<String, Integer> statuses = new ConcurrentHashMap<>();
  final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<BlockingQueue<byte[]>> streams = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile int refusal;
  private volatile Supplier<Event> snapshot = () -> Messages.heartbeat();
  private volatile Supplier<Event> listed = () -> snapshot.get();
  private volatile CountDownLatch held = new CountDownLatch(0);
  private volatile boolean stateHangs;
  private volatile double elected;

  FakeMaster() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/api/v1", this::api);
    server.createContext("/", this::document);
    documents.put("/slaves", "{\"slaves\":[],\"recovered_slaves\":[]}");
    documents.put("/frameworks", "{\"frameworks\":[]}");
    server.start();
  }

  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** From now on SUBSCRIBE is answered with this status; 0 for a stream. */
  void refuse(int status) {
    refusal = status;
  }

  /** What a new subscription begins with. */
  void snapshot(Supplier<Event> begin) {
    snapshot = begin;
  }

  /** What GET_TASKS and GET_FRAMEWORKS list; if not said, what a new subscription begins with. */
  void lists(Supplier<Event> now) {
    listed = now;
  }

  /** From now on the answer to GET_TASKS is made up, and held back until {@link #release}. */
  void hold() {
    held = new CountDownLatch(1);
  }

  void release() {
    held.countDown();
  }

  /** When it says that it was elected, in seconds; 0: it does not say. */
  void elected(double seconds) {
    elected = seconds;
  }

  void hangState(boolean hangs) {
    stateHangs = hangs;
  }

  void tell(Event event) {
    tell(event.toByteArray());
  }

  synchronized void tell(byte[] event) {
    streams.forEach(stream -> stream.add(RecordEncoder.encode(event)));
  }

  /** Breaks every stream. */
  synchronized void cut() {
    streams.forEach(stream -> stream.add(CUT));
    streams.clear();
  }

  int asked(String path) {
    return asked.getOrDefault(path, new AtomicInteger()).get();
  }

  private void count(String what) {
    asked.computeIfAbsent(what, unused -> new AtomicInteger()).incrementAndGet();
  }

  private void api(HttpExchange exchange) throws IOException {
    Call call = Call.parseFrom(exchange.getRequestBody());
    if (call.getType() == Call.Type.GET_TASKS || call.getType() == Call.Type.GET_FRAMEWORKS) {
      list(exchange, call.getType());
      return;
    }
    count(call.getType().name());
    if (call.getType() == Call.Type.SUBSCRIBE) {
      subscribe(exchange);
      return;
    }
    Response.Builder response = Response.newBuilder().setType(Response.Type.GET_MASTER);
    response
        .getGetMasterBuilder()
        .getMasterInfoBuilder()
        .setId("m")
        .setIp(0)
        .setPort(server.getAddress().getPort())
        .setPid("master@" + address());
    if (elected != 0) {
      response.getGetMasterBuilder().setElectedTime(elected);
    }
    answer(exchange, 200, response.build().toByteArray());
  }

  private void list(HttpExchange exchange, Call.Type type) throws IOException {
    Response.GetState state = listed.get().getSubscribed().getGetState();
    boolean tasks = type == Call.Type.GET_TASKS;
    Response.Builder response =
        tasks
            ? Response.newBuilder()
                .setType(Response.Type.GET_TASKS)
                .setGetTasks(state.getGetTasks())
            : Response.newBuilder()
                .setType(Response.Type.GET_FRAMEWORKS)
                .setGetFrameworks(state.getGetFrameworks());
    count(type.name());
    try {
      if (tasks) {
        held.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    answer(exchange, statuses.getOrDefault(type.name(), 200), response.build().toByteArray());
  }

  private void subscribe(HttpExchange exchange) throws IOException {
    if (refusal != 0) {
      answer(exchange, refusal, "no".getBytes(UTF_8));
      return;
    }
    BlockingQueue<byte[]> stream = new LinkedBlockingQueue<>();
    synchronized (this) {
      stream.add(RecordEncoder.encode(snapshot.get().toByteArray()));
      streams.add(stream);
    }
    exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      for (byte[] record = stream.take(); record != CUT; record = stream.take()) {
        out.write(record);
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void document(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    count(path);
    String body = documents.get(path);
    if (path.equals("/state") && stateHangs) {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write("{\"slaves\":[".getBytes(UTF_8));
      exchange.getResponseBody().flush();
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      exchange.close();
      return;
    }
    answer(
        exchange,
        body == null ? 404 : statuses.getOrDefault(path, 200),
        body == null ? new byte[0] : body.getBytes(UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    held.countDown();
    cut();
    server.stop(0);
    threads.shutdownNow();
  }
}
