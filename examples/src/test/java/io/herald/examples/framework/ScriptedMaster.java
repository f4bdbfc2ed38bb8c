package io.herald.examples.framework;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.herald.mesos.recordio.RecordEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.Protos.Value;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;

/**
 * The scheduler API of a master that does nothing by itself: the test says when it offers, and when
 * it answers what it was asked. What it answers is what Mesos does: the latest state of a task that
 * it knows, TASK_LOST for one that it doesn't, in the order of the questions.
 */
final class ScriptedMaster implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** The state of each task that it knows. */
  final Map<String, TaskState> known = new TreeMap<>();

  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  private final AtomicReference<OutputStream> stream = new AtomicReference<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private volatile Optional<Call.Type> unanswered = Optional.empty();
  private int offers;

  ScriptedMaster() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/api/v1/scheduler", this::serve);
    server.start();
  }

  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Calls of this type are taken, and the connection breaks before the answer. */
  void breakOffAt(Call.Type type) {
    unanswered = Optional.of(type);
  }

  private void serve(HttpExchange exchange) throws IOException {
    Call call = Call.parseFrom(exchange.getRequestBody().readAllBytes());
    if (call.getType() != Call.Type.SUBSCRIBE) {
      calls.add(call);
      if (!unanswered.equals(Optional.of(call.getType()))) {
        exchange.sendResponseHeaders(202, -1);
      }
      exchange.close();
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
    exchange.getResponseHeaders().set("Mesos-Stream-Id", "s");
    exchange.sendResponseHeaders(200, 0);
    stream.set(exchange.getResponseBody());
    Event.Builder subscribed = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
    subscribed.getSubscribedBuilder().setFrameworkId(FrameworkID.newBuilder().setValue("f"));
    send(subscribed);
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  private synchronized void send(Event.Builder event) throws IOException {
    OutputStream out = stream.get();
    out.write(RecordEncoder.encode(event.build().toByteArray()));
    out.flush();
  }

  /** What came so far, of one type. */
  List<Call> called(Call.Type type) {
    return calls.stream().filter(call -> call.getType() == type).toList();
  }

  /** Waits until so many have come. */
  List<Call> await(Call.Type type, int count) {
    patiently().until(() -> called(type).size() >= count);
    return called(type);
  }

  /** Waits until it is asked for a task. */
  Call.Reconcile awaitQuestion(String task) {
    return patiently()
        .until(
            () ->
                called(Call.Type.RECONCILE).stream()
                    .map(Call::getReconcile)
                    .filter(
                        asked ->
                            asked.getTasksList().stream()
                                .anyMatch(one -> one.getTaskId().getValue().equals(task)))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** Offers room for everything, and waits for the framework's answer, ACCEPT or DECLINE. */
  Call offer() throws IOException {
    String id = "o" + ++offers;
    Event.Builder event = Event.newBuilder().setType(Event.Type.OFFERS);
    event
        .getOffersBuilder()
        .addOffers(
            Offer.newBuilder()
                .setId(OfferID.newBuilder().setValue(id))
                .setFrameworkId(FrameworkID.newBuilder().setValue("f"))
                .setAgentId(agent())
                .setHostname("roomy")
                .addResources(much("cpus"))
                .addResources(much("mem"))
                .addResources(much("disk")));
    send(event);
    return patiently()
        .until(
            () -> calls.stream().filter(call -> answers(call, id)).findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  private static boolean answers(Call call, String offer) {
    return call.getDecline().getOfferIdsList().stream().anyMatch(id -> id.getValue().equals(offer))
        || call.getAccept().getOfferIdsList().stream().anyMatch(id -> id.getValue().equals(offer));
  }

  private static AgentID.Builder agent() {
    return AgentID.newBuilder().setValue("roomy");
  }

  private static Resource much(String name) {
    return Resource.newBuilder()
        .setName(name)
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(1_000_000))
        .build();
  }

  /**
   * Answers a question.
   *
   * @param between told after each task of the answer to a question for all, how many it were
   */
  void answer(Call.Reconcile asked, Consumer<Integer> between) throws IOException {
    for (Call.Reconcile.Task task : asked.getTasksList()) {
      String id = task.getTaskId().getValue();
      tell(id, known.getOrDefault(id, TaskState.TASK_LOST));
    }
    if (asked.getTasksCount() == 0) {
      int told = 0;
      for (Map.Entry<String, TaskState> task : known.entrySet()) {
        tell(task.getKey(), task.getValue());
        between.accept(++told);
      }
    }
  }

  private void tell(String id, TaskState state) throws IOException {
    Event.Builder event = Event.newBuilder().setType(Event.Type.UPDATE);
    event
        .getUpdateBuilder()
        .setStatus(
            TaskStatus.newBuilder()
                .setTaskId(TaskID.newBuilder().setValue(id))
                .setAgentId(agent())
                .setState(state)
                .setSource(TaskStatus.Source.SOURCE_MASTER)
                .setReason(TaskStatus.Reason.REASON_RECONCILIATION));
    send(event);
  }

  private static org.awaitility.core.ConditionFactory patiently() {
    return org.awaitility.Awaitility.await().atMost(PATIENCE);
  }

  @Override
  public void close() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
