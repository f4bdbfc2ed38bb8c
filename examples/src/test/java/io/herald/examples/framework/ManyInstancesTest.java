package io.herald.examples.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.herald.examples.framework.FrameworkOptions.OnExit;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.mesos.recordio.RecordEncoder;
import io.herald.scheduler.DiscoveryOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A restart with 400 of 500 instances running, at a master that is busy: it lets three rounds of
 * questions wait, answers in portions, and offers resources before, between and behind them.
 */
@Timeout(120)
class ManyInstancesTest {

  private static final JobKey KEY = new JobKey("c", "r", "e", "n");
  private static final int INSTANCES = 500;
  private static final int RUNNING = 400;
  private static final int PORTION = 100;

  @TempDir Path folder;

  /** What runs, by task id. */
  private final Map<String, AgentID> living = new TreeMap<>();

  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  private final AtomicReference<OutputStream> stream = new AtomicReference<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private int offers;

  @BeforeEach
  void startMaster() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/api/v1/scheduler", this::serve);
    server.start();
    for (int number = 0; number < RUNNING; number++) {
      living.put(TaskNames.newTaskId(KEY, number), agent("a" + number % 10));
    }
    Files.writeString(folder.resolve("id"), "f\n");
  }

  @AfterEach
  void stopMaster() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    Call call = Call.parseFrom(exchange.getRequestBody().readAllBytes());
    if (call.getType() != Call.Type.SUBSCRIBE) {
      calls.add(call);
      exchange.sendResponseHeaders(202, -1);
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

  private static AgentID agent(String id) {
    return AgentID.newBuilder().setValue(id).build();
  }

  private List<Call> called(Call.Type type) {
    return calls.stream().filter(call -> call.getType() == type).toList();
  }

  /** Offers room for everything, and waits until the framework has answered. */
  private Call offer() throws IOException {
    String id = "o" + ++offers;
    Event.Builder event = Event.newBuilder().setType(Event.Type.OFFERS);
    event
        .getOffersBuilder()
        .addOffers(
            Offer.newBuilder()
                .setId(OfferID.newBuilder().setValue(id))
                .setFrameworkId(FrameworkID.newBuilder().setValue("f"))
                .setAgentId(agent("roomy"))
                .setHostname("roomy")
                .addResources(much("cpus"))
                .addResources(much("mem"))
                .addResources(much("disk")));
    send(event);
    return await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                calls.stream()
                    .filter(
                        call ->
                            call.getDecline().getOfferIdsList().stream()
                                    .anyMatch(one -> one.getValue().equals(id))
                                || call.getAccept().getOfferIdsList().stream()
                                    .anyMatch(one -> one.getValue().equals(id)))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static Resource much(String name) {
    return Resource.newBuilder()
        .setName(name)
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(1_000_000))
        .build();
  }

  /** As Mesos answers: all that it knows, or for each task what it knows of it. */
  private void answer(Call.Reconcile asked) throws IOException {
    if (asked.getTasksCount() > 0) {
      for (Call.Reconcile.Task task : asked.getTasksList()) {
        String id = task.getTaskId().getValue();
        tell(id, living.get(id), living.containsKey(id) ? "TASK_RUNNING" : "TASK_LOST");
      }
      return;
    }
    int told = 0;
    for (Map.Entry<String, AgentID> task : living.entrySet()) {
      tell(task.getKey(), task.getValue(), "TASK_RUNNING");
      if (++told % PORTION == 0) {
        assertThat(offer().getType()).as("after %d tasks", told).isEqualTo(Call.Type.DECLINE);
      }
    }
  }

  private void tell(String id, AgentID agent, String state) throws IOException {
    TaskStatus.Builder status =
        TaskStatus.newBuilder()
            .setTaskId(TaskID.newBuilder().setValue(id))
            .setState(TaskState.valueOf(state))
            .setSource(TaskStatus.Source.SOURCE_MASTER)
            .setReason(TaskStatus.Reason.REASON_RECONCILIATION);
    if (agent != null) {
      status.setAgentId(agent);
    }
    Event.Builder event = Event.newBuilder().setType(Event.Type.UPDATE);
    event.getUpdateBuilder().setStatus(status);
    send(event);
  }

  @Test
  void onlyTheMissingOnesAreLaunchedAndNoneIsKilled() throws Exception {
    FrameworkOptions options =
        new FrameworkOptions(
            "127.0.0.1:" + server.getAddress().getPort(),
            "nobody",
            "*",
            Optional.empty(),
            Duration.ofDays(7),
            Optional.of(folder.resolve("id")),
            "herald executor",
            Map.of(),
            OnExit.DETACH);
    Job job = Job.builder(KEY, "x").instances(INSTANCES).build();
    try (ExampleFramework framework =
        FrameworkModule.framework(options, DiscoveryOptions.defaults(), List.of(job))) {
      framework.start();
      await().atMost(Duration.ofMinutes(1)).until(() -> called(Call.Type.RECONCILE).size() >= 9);
      assertThat(offer().getType()).isEqualTo(Call.Type.DECLINE);

      for (Call call : called(Call.Type.RECONCILE).subList(0, 3)) {
        answer(call.getReconcile());
      }

      Call accept = offer();
      assertThat(accept.getType()).isEqualTo(Call.Type.ACCEPT);
      assertThat(accept.getAccept().getOperations(0).getLaunch().getTaskInfosList())
          .extracting(task -> TaskNames.instanceOf(KEY, task.getTaskId().getValue()).orElseThrow())
          .containsExactlyInAnyOrderElementsOf(
              java.util.stream.IntStream.range(RUNNING, INSTANCES).boxed().toList());
      assertThat(called(Call.Type.KILL)).isEmpty();
      assertThat(Files.readAllLines(folder.resolve("id.tasks"))).hasSize(1 + INSTANCES);
    }
  }
}
