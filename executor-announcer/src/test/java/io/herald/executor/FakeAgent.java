package io.herald.executor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.ContainerID;
import org.apache.mesos.v1.Protos.ExecutorID;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.executor.Protos.Call;
import org.apache.mesos.v1.executor.Protos.Event;

/**
 * An agent's executor API (protobuf) that does what a test tells it: acknowledge or not, refuse,
 * stop, start again on the same port.
 */
final class FakeAgent implements AutoCloseable {

  private static final Event END = Event.getDefaultInstance();

  final List<Call.Subscribe> subscriptions = new CopyOnWriteArrayList<>();
  final List<TaskStatus> updates = new CopyOnWriteArrayList<>();
  volatile boolean acknowledges = true;
  volatile boolean refuses;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Event subscribed;
  private volatile BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private HttpServer server;
  private int port;

  FakeAgent(FrameworkInfo framework) throws IOException {
    this.subscribed =
        Event.newBuilder()
            .setType(Event.Type.SUBSCRIBED)
            .setSubscribed(
                Event.Subscribed.newBuilder()
                    .setExecutorInfo(
                        ExecutorInfo.newBuilder()
                            .setExecutorId(ExecutorID.newBuilder().setValue("executor-1")))
                    .setFrameworkInfo(framework)
                    .setAgentInfo(AgentInfo.newBuilder().setHostname("agent1"))
                    .setContainerId(ContainerID.newBuilder().setValue("c")))
            .build();
    start();
  }

  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    port = server.getAddress().getPort();
    server.setExecutor(threads);
    server.createContext("/api/v1/executor", this::answer);
    server.start();
  }

  /** Ends the stream and listens no more. */
  void stop() {
    events.add(END);
    server.stop(0);
  }

  String endpoint() {
    return "127.0.0.1:" + port;
  }

  void send(Event.Builder event) {
    events.add(event.build());
  }

  List<TaskState> states() {
    return updates.stream().map(TaskStatus::getState).toList();
  }

  void acknowledge(TaskStatus update) {
    acknowledge(update.getTaskId(), update.getUuid());
  }

  @Override
  public void close() {
    stop();
    threads.shutdownNow();
  }

  private void acknowledge(TaskID task, ByteString uuid) {
    send(
        Event.newBuilder()
            .setType(Event.Type.ACKNOWLEDGED)
            .setAcknowledged(Event.Acknowledged.newBuilder().setTaskId(task).setUuid(uuid)));
  }

  private void answer(HttpExchange exchange) throws IOException {
    Call call = Call.parseFrom(exchange.getRequestBody().readAllBytes());
    if (call.getType() == Call.Type.SUBSCRIBE) {
      BlockingQueue<Event> own = new LinkedBlockingQueue<>();
      events = own;
      subscriptions.add(call.getSubscribe());
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, 0);
      stream(exchange, own);
      return;
    }
    if (refuses) {
      exchange.sendResponseHeaders(503, -1);
      exchange.close();
      return;
    }
    TaskStatus update = call.getUpdate().getStatus();
    updates.add(update);
    exchange.sendResponseHeaders(202, -1);
    exchange.close();
    if (acknowledges) {
      acknowledge(update);
    }
  }

  private void stream(HttpExchange exchange, BlockingQueue<Event> own) throws IOException {
    try (OutputStream out = exchange.getResponseBody()) {
      for (Event event = subscribed; !event.equals(END); event = own.take()) {
        byte[] record = event.toByteArray();
        out.write((record.length + "\n").getBytes(US_ASCII));
        out.write(record);
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException("closed").initCause(e);
    }
  }
}
