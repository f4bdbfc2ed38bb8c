package io.herald.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.minizookeeper.CuttingProxy;
import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberFormatException;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.monitor.ServerSetListener;
import io.herald.serverset.monitor.ServerSetMonitor;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingCluster;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/**
 * Announcers on an ensemble of three while servers die, sessions expire, networks are cut, answers
 * get lost and instances come and go. Faults strike for a while, then all is healed and the end is
 * judged; what must never be is looked for all the time.
 */
final class Churn implements AutoCloseable {

  private static final ServerSetPath PATH = new ServerSetPath("/aurora/www/prod/soak");
  private static final Duration SESSION = Duration.ofSeconds(4);
  private static final Duration LEAVE = Duration.ofSeconds(5);
  private static final Duration HEALING = Duration.ofMinutes(2);
  private static final int PER_NETWORK = 10;
  private static final int TICK_MILLIS = 500;
  private static final int MAX_CONNECTIONS = 2000;

  private final Random random;
  private final Books books = new Books();
  private final TestingCluster cluster;
  private final List<CuttingProxy> networks = new ArrayList<>();
  private final List<Instance> instances = new ArrayList<>();
  private final Inspector inspector;
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final AtomicBoolean over = new AtomicBoolean();

  Churn(int announcers, long seed) throws Exception {
    this.random = new Random(seed);
    this.cluster = new TestingCluster(Stream.generate(Churn::server).limit(3).toList());
    cluster.start();
    String connect = "";
    for (int shard = 0; shard < announcers; shard++) {
      if (shard % PER_NETWORK == 0) {
        connect = network();
      }
      instances.add(new Instance(connect, PATH, SESSION, shard));
    }
    // Two session time-outs, and the ticks after which a server notices.
    this.inspector = new Inspector(PATH, instances, SESSION.multipliedBy(3), books);
  }

  /** With room for all clients, which come from one address; ports and folders are any free. */
  private static InstanceSpec server() {
    return new InstanceSpec(null, -1, -1, -1, true, -1, TICK_MILLIS, MAX_CONNECTIONS);
  }

  /** A way to each of the servers, that can be cut. */
  private String network() throws Exception {
    StringBuilder connect = new StringBuilder();
    for (InstanceSpec server : cluster.getInstances()) {
      CuttingProxy proxy = new CuttingProxy(server.getPort());
      networks.add(proxy);
      connect.append(connect.isEmpty() ? "" : ",").append(proxy.connectString());
    }
    return connect.toString();
  }

  /** Runs it and returns the books. */
  Books run(Duration length) throws Exception {
    instances.forEach(Instance::launch);
    awaitWhole("at the start");
    Thread looking = new Thread(this::lookOn, "inspector");
    looking.start();
    long end = System.nanoTime() + length.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    while (System.nanoTime() < end) {
      strike();
      // The pace of the faults; nothing is waited for.
      boolean unused = never.await(200 + random.nextInt(600), TimeUnit.MILLISECONDS);
    }
    over.set(true);
    looking.join();
    workers.shutdown();
    assertThat(workers.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
    networks.forEach(CuttingProxy::restore);
    instances.stream().filter(instance -> !instance.isUp()).forEach(Instance::launch);
    awaitWhole("after the faults");
    readersAgree();
    killAll();
    return books;
  }

  private void strike() {
    switch (random.nextInt(10)) {
      case 0 -> restartAServer();
      case 1, 2 -> expire(pick());
      case 3, 4 -> loseAnAnswer();
      case 5 -> cut(Duration.ofMillis(500), "networks cut for less than a session");
      case 6 -> cut(SESSION.multipliedBy(2), "networks cut for longer than a session");
      default -> replace(pick());
    }
  }

  private Instance pick() {
    return instances.get(random.nextInt(instances.size()));
  }

  private final AtomicBoolean restarting = new AtomicBoolean();

  /** One at a time, or there would be no quorum. */
  private void restartAServer() {
    if (!restarting.compareAndSet(false, true)) {
      return;
    }
    InstanceSpec server = new ArrayList<>(cluster.getInstances()).get(random.nextInt(3));
    work(
        () -> {
          inspector.serversChanged();
          cluster.killServer(server);
          pause(Duration.ofSeconds(1));
          cluster.restartServer(server);
          inspector.serversChanged();
          books.count("servers killed and restarted");
          pause(Duration.ofSeconds(5));
          restarting.set(false);
        });
  }

  /** Another client takes the session over and closes it: to its owner it has expired. */
  private void expire(Instance instance) {
    work(
        () -> {
          ZooKeeper session = instance.session();
          if (session == null || session.getSessionId() == 0) {
            return;
          }
          ZooKeeper thief =
              new ZooKeeper(
                  cluster.getConnectString(),
                  (int) SESSION.toMillis(),
                  event -> {},
                  session.getSessionId(),
                  session.getSessionPasswd());
          long end = System.nanoTime() + SESSION.toNanos();
          while (!thief.getState().isConnected() && System.nanoTime() < end) {
            pause(Duration.ofMillis(20));
          }
          thief.close();
          books.count("sessions expired");
        });
  }

  private void loseAnAnswer() {
    int group = random.nextInt(networks.size() / 3);
    List<CuttingProxy> ways = List.copyOf(networks.subList(group * 3, group * 3 + 3));
    boolean reply = random.nextInt(3) > 0;
    CuttingProxy.Fault fault =
        reply ? CuttingProxy.Fault.LOSE_REPLY : CuttingProxy.Fault.LOSE_REQUEST;
    int before = ways.stream().mapToInt(CuttingProxy::faults).sum();
    ways.forEach(way -> way.onNextMemberCreate(fault));
    // Somebody behind it has to create.
    int first = group * PER_NETWORK;
    int size = Math.min(PER_NETWORK, instances.size() - first);
    expire(instances.get(first + random.nextInt(size)));
    work(
        () -> {
          pause(Duration.ofSeconds(3));
          ways.forEach(way -> way.onNextMemberCreate(CuttingProxy.Fault.NONE));
          int lost = ways.stream().mapToInt(CuttingProxy::faults).sum() - before;
          for (int i = 0; i < lost; i++) {
            books.count(reply ? "creates whose answer was lost" : "creates that were lost");
          }
          ways.forEach(CuttingProxy::restore);
        });
  }

  private void cut(Duration length, String what) {
    int group = random.nextInt(networks.size() / 3) * 3;
    List<CuttingProxy> ways = List.copyOf(networks.subList(group, group + 3));
    work(
        () -> {
          ways.forEach(CuttingProxy::cut);
          pause(length);
          ways.forEach(CuttingProxy::restore);
          books.count(what);
        });
  }

  private final Set<Instance> inReplacement = ConcurrentHashMap.newKeySet();

  /** A kill and a new life, as in a rolling restart. One at a time for each instance. */
  private void replace(Instance instance) {
    if (!inReplacement.add(instance)) {
      return;
    }
    work(
        () -> {
          int port = instance.port();
          if (instance.kill(LEAVE)) {
            books.count("instances killed, confirmed");
            if (isThere(port)) {
              books.wrong("port " + port + " is there after its leaving was confirmed");
            }
          } else {
            books.count("instances killed, left to the session");
          }
          instance.launch();
          inReplacement.remove(instance);
        });
  }

  private boolean isThere(int port) throws Exception {
    try (ZooKeeperConnection own =
        ZooKeeperConnection.open(ZooKeeperOptions.of(cluster.getConnectString()))) {
      ZooKeeper zooKeeper = own.client().getZookeeperClient().getZooKeeper();
      own.client().sync().forPath(PATH.value());
      return Inspector.members(zooKeeper, PATH).stream().anyMatch(one -> one.port() == port);
    } catch (KeeperException e) {
      books.count("checks after a kill that failed with the connection");
      return false;
    }
  }

  private void lookOn() {
    try (ZooKeeperConnection own =
        ZooKeeperConnection.open(ZooKeeperOptions.of(cluster.getConnectString()))) {
      while (!over.get()) {
        try {
          inspector.look(own.client().getZookeeperClient().getZooKeeper());
        } catch (InterruptedException e) {
          return;
        } catch (Exception e) {
          books.count("looks without a connection");
        }
        pause(Duration.ofMillis(100));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Every instance is there exactly once, in its present life. */
  private void awaitWhole(String when) throws Exception {
    Map<Integer, Integer> expected = new TreeMap<>();
    instances.forEach(instance -> expected.put(instance.shard(), instance.port()));
    try (ZooKeeperConnection own =
        ZooKeeperConnection.open(ZooKeeperOptions.of(cluster.getConnectString()))) {
      await(when)
          .atMost(HEALING)
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                List<Inspector.Sighting> seen =
                    Inspector.members(own.client().getZookeeperClient().getZooKeeper(), PATH);
                Map<Integer, Integer> ports = new TreeMap<>();
                seen.forEach(one -> ports.put(one.shard(), one.port()));
                assertThat(ports).isEqualTo(expected);
                assertThat(seen).hasSize(instances.size());
              });
    }
  }

  /** Our monitor, and a plain client at each of the servers, have the same ports. */
  private void readersAgree() throws Exception {
    TreeMap<Integer, Integer> expected = new TreeMap<>();
    instances.forEach(instance -> expected.put(instance.shard(), instance.port()));
    for (InstanceSpec server : cluster.getInstances()) {
      try (ZooKeeperConnection own =
          ZooKeeperConnection.open(ZooKeeperOptions.of("127.0.0.1:" + server.getPort()))) {
        await()
            .atMost(HEALING)
            .ignoreExceptions()
            .untilAsserted(
                () -> {
                  Map<Integer, Integer> ports = new TreeMap<>();
                  Inspector.members(own.client().getZookeeperClient().getZooKeeper(), PATH)
                      .forEach(one -> ports.put(one.shard(), one.port()));
                  assertThat(ports).isEqualTo(expected);
                });
        Map<String, Integer> monitored = new ConcurrentHashMap<>();
        try (ServerSetMonitor monitor = ServerSetMonitor.ofTree(own, PATH, new Ports(monitored))) {
          await()
              .atMost(HEALING)
              .untilAsserted(
                  () ->
                      assertThat(monitored.values())
                          .containsExactlyInAnyOrderElementsOf(expected.values()));
        }
        books.count("readers that agree at the end");
      }
    }
  }

  private void killAll() throws Exception {
    for (Instance instance : instances) {
      if (!instance.kill(HEALING)) {
        books.wrong("instance " + instance.shard() + " did not leave a whole ensemble");
      }
    }
    try (ZooKeeperConnection own =
        ZooKeeperConnection.open(ZooKeeperOptions.of(cluster.getConnectString()))) {
      List<Inspector.Sighting> left =
          Inspector.members(own.client().getZookeeperClient().getZooKeeper(), PATH);
      if (!left.isEmpty()) {
        books.wrong("members are left after all were killed: " + left);
      }
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private void work(Work work) {
    workers.execute(
        () -> {
          try {
            work.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (Exception e) {
            books.wrong("the soak itself failed: " + e);
          }
        });
  }

  private static void pause(Duration length) throws InterruptedException {
    boolean unused = new CountDownLatch(1).await(length.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() throws Exception {
    over.set(true);
    workers.shutdownNow();
    for (CuttingProxy network : networks) {
      network.close();
    }
    cluster.close();
  }

  private record Ports(Map<String, Integer> byNode) implements ServerSetListener {

    @Override
    public void added(ServerSetPath group, String nodeName, Member member) {
      byNode.put(nodeName, member.serviceEndpoint().port());
    }

    @Override
    public void removed(ServerSetPath group, String nodeName, Member member) {
      byNode.remove(nodeName);
    }

    @Override
    public void malformed(
        ServerSetPath group, String nodeName, @Nullable MemberFormatException reason) {
      byNode.put(nodeName, -1);
    }

    @Override
    public void connected(boolean connected) {}
  }
}
