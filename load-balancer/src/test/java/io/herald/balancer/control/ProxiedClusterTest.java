package io.herald.balancer.control;

import static io.herald.balancer.control.BalancedCluster.MARATHON;
import static io.herald.balancer.control.BalancedCluster.in;
import static io.herald.balancer.control.BalancedCluster.task;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.balancer.plane.Vip;
import io.herald.balancer.proxy.ProxyPlane;
import io.herald.balancer.proxy.ProxySettings;
import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.ports.FreePorts;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.runtime.threads.Threads;
import io.herald.runtime.time.MonotonicClock;
import io.herald.services.Services;
import io.herald.services.ServicesOptions;
import io.herald.services.host.HostResolver;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.ProblemBook;
import io.herald.watch.ServiceLog;
import io.herald.watch.WatchSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * From tasks to bytes: the balancer and the proxy on their own threads, before real servers; A2.
 */
class ProxiedClusterTest {

  private static final Agent HOST =
      new Agent("S1", "a1", Upid.parse("slave(1)@127.0.0.1:5051"), true);

  private final Services services =
      new Services(
          ServicesOptions.DEFAULT,
          new HostResolver() {
            @Override
            public void watch(String host, Listener listener) {}

            @Override
            public void unwatch(String host) {}
          },
          new ProblemBook(List.of(EntityProblem.values())));
  private final NamedScheduler watchers = new NamedScheduler("watch", 2);
  private final MonotonicClock clock = MonotonicClock.startingNow();
  private final ServiceLog log = new ServiceLog(WatchSettings.DEFAULT, clock, watchers);
  private final LoadBalancer balancer =
      new LoadBalancer(
          log,
          LoadBalancerSettings.DEFAULT,
          new MemoryAssignmentStore(),
          List.of(new ProxyPlane(ProxySettings.defaults())),
          clock);
  private final FreePorts ports = new FreePorts();
  private final int vipPort = ports.take();
  private final Map<String, Server> servers = new LinkedHashMap<>();
  private final Map<Entity.Key, Entity> there = new HashMap<>();
  private long number;

  @BeforeEach
  void start() {
    log.follow(services);
    balancer.start();
    put(MARATHON, HOST);
  }

  @AfterEach
  void end() {
    balancer.close();
    log.close();
    watchers.shutdownNow();
    servers.values().forEach(Server::close);
    ports.close();
  }

  private void put(Entity... entities) {
    List<Change> changes = new ArrayList<>();
    for (Entity entity : entities) {
      Entity before = there.put(entity.key(), entity);
      changes.add(before == null ? new Change.Added(entity) : new Change.Changed(before, entity));
    }
    batch(changes);
  }

  private void batch(List<Change> changes) {
    number++;
    services.onBatch(new ChangeBatch(number, Instant.EPOCH, number == 1, true, changes));
  }

  private Task launch(int n) {
    String id = "sise." + n;
    Server server = new Server(id);
    servers.put(id, server);
    Task task = task(id, HOST, server.port(), "VIP_0", "/sise:" + vipPort);
    put(task);
    return task;
  }

  /** In order, as a framework that reports TASK_KILLING: the server ends once it is drained. */
  private void kill(Task task) {
    drain(task);
    crash(task);
  }

  private void drain(Task task) {
    put(in(task, "TASK_KILLING"));
    awaitBackend(task.id(), false);
  }

  private void crash(Task task) {
    servers.remove(task.id()).close();
    batch(List.of(new Change.Removed(there.remove(task.key()))));
  }

  /** Waits until the planes carry a state in which it gets connections, or none. */
  private void awaitBackend(String task, boolean serving) {
    await()
        .untilAsserted(
            () -> {
              assertThat(serving(task)).isEqualTo(serving);
              assertThat(balancer.planes().get(0).status().applied())
                  .isEqualTo(balancer.state().revision());
            });
  }

  private boolean serving(String task) {
    return balancer.state().vips().values().stream()
        .flatMap(vip -> vip.backends().stream())
        .anyMatch(backend -> backend.instance().equals(task) && !backend.isDraining());
  }

  private InetSocketAddress address() {
    Vip vip = balancer.state().vips().values().iterator().next();
    return new InetSocketAddress(vip.addresses().get(0), vip.key().port());
  }

  /** Who answered a connection of its own. */
  private static String ask(InetSocketAddress at) throws IOException {
    try (Socket socket = new Socket(at.getAddress(), at.getPort())) {
      socket.getOutputStream().write('?');
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  private Map<String, Integer> askTimes(int times) throws IOException {
    Map<String, Integer> answers = new HashMap<>();
    for (int i = 0; i < times; i++) {
      answers.merge(ask(address()), 1, Integer::sum);
    }
    return answers;
  }

  @Test
  void a2ThreeTasksShareTheConnectionsAndAKilledOneLosesNone() throws IOException {
    launch(1);
    launch(2);
    Task third = launch(3);
    awaitBackend("sise.1", true);
    awaitBackend("sise.2", true);
    awaitBackend("sise.3", true);

    assertThat(askTimes(90))
        .containsOnlyKeys("sise.1", "sise.2", "sise.3")
        .allSatisfy((who, count) -> assertThat(count).isBetween(20, 40));

    kill(third);

    assertThat(askTimes(60)).containsOnlyKeys("sise.1", "sise.2");
  }

  @Test
  void aTaskThatCrashesCostsNoConnection() throws IOException {
    launch(1);
    launch(2);
    Task third = launch(3);
    awaitBackend("sise.1", true);
    awaitBackend("sise.2", true);
    awaitBackend("sise.3", true);

    // The server is gone before anybody has said so: the next one is tried.
    servers.get("sise.3").close();
    assertThat(askTimes(60)).containsOnlyKeys("sise.1", "sise.2");
    crash(third);
    awaitBackend("sise.3", false);
    assertThat(askTimes(60)).containsOnlyKeys("sise.1", "sise.2");
  }

  @Test
  void scalingUpAndDownUnderLoadLosesNoConnection() throws Exception {
    List<Task> tasks = new ArrayList<>();
    tasks.add(launch(0));
    awaitBackend("sise.0", true);
    InetSocketAddress at = address();
    AtomicBoolean goes = new AtomicBoolean(true);
    AtomicInteger answered = new AtomicInteger();
    List<Throwable> failures = new ArrayList<>();
    Thread load =
        Threads.daemon(
            "load",
            () -> {
              try {
                while (goes.get()) {
                  assertThat(ask(at)).startsWith("sise.");
                  answered.incrementAndGet();
                }
              } catch (IOException | AssertionError e) {
                failures.add(e);
              }
            });
    load.start();
    for (int n = 1; n < 10; n++) {
      tasks.add(launch(n));
      awaitBackend("sise." + n, true);
    }
    int before = answered.get();
    await().until(() -> !load.isAlive() || answered.get() > before + 100);
    for (int n = 2; n < 10; n++) {
      drain(tasks.get(n));
      int drained = answered.get();
      // What was under way is over then.
      await().until(() -> !load.isAlive() || answered.get() > drained + 1);
      crash(tasks.get(n));
    }
    int after = answered.get();
    await().until(() -> !load.isAlive() || answered.get() > after + 100);
    goes.set(false);
    load.join();

    assertThat(failures).isEmpty();
    assertThat(askTimes(20)).containsOnlyKeys("sise.0", "sise.1");
  }

  @Test
  void aVipWhoseTasksAreAllUnhealthyRefusesConnections() {
    Task only = launch(1);
    awaitBackend("sise.1", true);
    InetSocketAddress at = address();
    put(BalancedCluster.healthy(only, false));
    awaitBackend("sise.1", false);

    assertThat(balancer.names().names()).containsKey("sise.marathon");
    await()
        .untilAsserted(
            () -> {
              String answer = "nothing";
              try {
                answer = ask(at);
              } catch (IOException refused) {
                answer = "refused";
              }
              assertThat(answer).isIn("refused", "");
            });
  }

  /** Says who it is to everyone who sends a byte. */
  private static final class Server implements AutoCloseable {
    private final String name;
    private final ServerSocket socket;

    Server(String name) {
      this.name = name;
      try {
        this.socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Threads.daemon("server-" + name, this::serve).start();
    }

    int port() {
      return socket.getLocalPort();
    }

    private void serve() {
      while (!socket.isClosed()) {
        try (Socket client = socket.accept()) {
          if (client.getInputStream().read() >= 0) {
            client.getOutputStream().write(name.getBytes(US_ASCII));
          }
        } catch (IOException e) {
          // The client, or this server, has gone.
        }
      }
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
