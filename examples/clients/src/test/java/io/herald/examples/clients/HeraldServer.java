package io.herald.examples.clients;

import io.herald.api.ClusterApi;
import io.herald.api.facts.ClusterFacts;
import io.herald.api.facts.DnsFacts;
import io.herald.api.facts.ServedFacts;
import io.herald.catalog.Change;
import io.herald.catalog.ChangeBatch;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.http.HttpAccess;
import io.herald.http.HttpAuth;
import io.herald.http.HttpCounters;
import io.herald.http.HttpServer;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.runtime.time.MonotonicClock;
import io.herald.services.Services;
import io.herald.services.ServicesOptions;
import io.herald.services.host.HostResolver;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.ProblemBook;
import io.herald.watch.ServiceLog;
import io.herald.watch.WatchSettings;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Herald's own API on a real port, over a cluster that a test changes. For one thread. */
final class HeraldServer implements AutoCloseable {

  private static final Framework AURORA =
      new Framework("f-1", "aurora", "", Optional.empty(), true);
  private static final Agent HERE =
      new Agent("S1", "here", Upid.parse("slave(1)@127.0.0.1:5051"), true);

  private final Map<Entity.Key, Entity> there = new LinkedHashMap<>();
  private final NamedScheduler threads = new NamedScheduler("herald-server", 2);
  private final ServiceLog log = new ServiceLog(WatchSettings.DEFAULT, Clock.systemUTC(), threads);
  private final ClusterApi api = new ClusterApi(log, Clock.systemUTC());
  private final Services services;
  private HttpServer server;
  private long number;

  HeraldServer() throws IOException {
    this.services =
        new Services(
            ServicesOptions.DEFAULT,
            new HostResolver() {
              @Override
              public void watch(String host, Listener listener) {}

              @Override
              public void unwatch(String host) {}
            },
            new ProblemBook(List.of(EntityProblem.values())));
    log.follow(services);
    put(AURORA, HERE);
    api.serve(new ServedFacts(List.of(), unasked(ClusterFacts.class), unasked(DnsFacts.class)));
    this.server = open(0);
  }

  /** What no client of the tests asks for. */
  private static <T> T unasked(Class<T> facts) {
    return facts.cast(
        Proxy.newProxyInstance(
            facts.getClassLoader(),
            new Class<?>[] {facts},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            }));
  }

  private HttpServer open(int port) throws IOException {
    HttpAuth auth = new HttpAuth(HttpAccess.OPEN, MonotonicClock.startingNow());
    return HttpServer.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        HttpAccess.OPEN,
        () -> auth,
        List.of(api.routes()),
        new HttpCounters());
  }

  /** Its port closes, with every connection, and opens again. */
  void restart() throws IOException {
    int port = server.address().getPort();
    server.close();
    server = open(port);
  }

  String url() {
    return "http://127.0.0.1:" + server.address().getPort();
  }

  /** A running task with a port of the agent. */
  static Task task(String id, String service, String port, int number) {
    return new Task(
        AURORA.id(),
        id,
        service,
        HERE.id(),
        Task.RUNNING,
        Optional.of(RunningStatus.EMPTY),
        List.of(),
        Optional.of(
            new Discovery(
                service,
                "",
                "",
                "",
                "EXTERNAL",
                List.of(new Discovery.Port(number, port, "tcp", Map.of())),
                Map.of())),
        Map.of(),
        Network.UNSPECIFIED,
        false);
  }

  static Task healthy(Task task, boolean healthy) {
    return task.withRunning(
        Optional.of(
            new RunningStatus(Optional.of(healthy), List.of(), Map.of(), Network.UNSPECIFIED)));
  }

  void put(Entity... entities) {
    List<Change> changes = new ArrayList<>();
    for (Entity entity : entities) {
      Entity before = there.put(entity.key(), entity);
      changes.add(before == null ? new Change.Added(entity) : new Change.Changed(before, entity));
    }
    batch(changes);
  }

  void remove(Entity... entities) {
    List<Change> changes = new ArrayList<>();
    for (Entity entity : entities) {
      there.remove(entity.key());
      changes.add(new Change.Removed(entity));
    }
    batch(changes);
  }

  private void batch(List<Change> changes) {
    number++;
    services.onBatch(new ChangeBatch(number, Instant.EPOCH, number == 1, true, changes));
  }

  @Override
  public void close() {
    server.close();
    log.close();
    threads.shutdownNow();
  }
}
