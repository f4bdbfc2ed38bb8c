package io.herald.examples.clients;

import io.herald.api.ClusterApi;
import io.herald.api.facts.ClusterFacts;
import io.herald.api.facts.DnsFacts;
import io.herald.api.facts.ServedFacts;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.changingcluster.ChangingCluster;
import io.herald.changingcluster.ClusterParts;
import io.herald.changingcluster.TaskDraft;
import io.herald.http.HttpAccess;
import io.herald.http.HttpAuth;
import io.herald.http.HttpCounters;
import io.herald.http.HttpServer;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.runtime.time.MonotonicClock;
import io.herald.watch.ServiceLog;
import io.herald.watch.WatchSettings;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;

/** Herald's own API on a real port, over a cluster that a test changes. For one thread. */
final class HeraldServer implements AutoCloseable {

  private static final Framework AURORA = ClusterParts.framework("f-1", "aurora");
  private static final Agent HERE = ClusterParts.agent("S1", "here", "127.0.0.1");

  private final ChangingCluster cluster = new ChangingCluster();
  private final NamedScheduler threads = new NamedScheduler("herald-server", 2);
  private final ServiceLog log = new ServiceLog(WatchSettings.DEFAULT, Clock.systemUTC(), threads);
  private final ClusterApi api = new ClusterApi(log, Clock.systemUTC());
  private HttpServer server;

  HeraldServer() throws IOException {
    log.follow(cluster.services());
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
    return new TaskDraft(AURORA, HERE, id, service).port(port, number).task();
  }

  void put(Entity... entities) {
    cluster.put(entities);
  }

  void remove(Entity... entities) {
    cluster.remove(entities);
  }

  @Override
  public void close() {
    server.close();
    log.close();
    threads.shutdownNow();
  }
}
