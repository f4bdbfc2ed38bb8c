package io.herald.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.dns.config.DnsConfigReader;
import io.herald.mesos.leader.MasterAddress;
import io.herald.minimesos.GeneratedCluster;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.minizookeeper.MiniEnsemble;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three masters elected by a ZooKeeper ensemble of three servers, 20 agents, 2,000 tasks, and
 * somebody who asks for every task's name all the time: whoever dies, no living task's name is
 * missing, and a dead one's goes.
 */
class FailoverStoryTest {

  private static final Logger log = LoggerFactory.getLogger(FailoverStoryTest.class);
  private static final int TASKS = 2_000;
  private static final int SERVERS = 3;
  private static final Duration SESSION = Duration.ofSeconds(1);
  private static final Duration RETURN = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private MiniEnsemble zooKeeper;
  private GeneratedCluster cluster;
  private DnsService dns;
  private NameChecker checker;

  /** The names that have to be there all the time. */
  private final Set<String> living = ConcurrentHashMap.newKeySet();

  @BeforeEach
  void start() throws Exception {
    zooKeeper = MiniEnsemble.start(folder.resolve("zookeeper"), SERVERS);
    String zk = "zk://" + zooKeeper.connectString() + "/mesos";
    cluster =
        GeneratedCluster.start(
            MiniMesosOptions.in(folder.resolve("mesos")).withZooKeeper(zk).withAgents(20),
            SERVERS,
            TASKS,
            1);
    Map<String, String> flags = new HashMap<>();
    flags.put("zk", zk);
    flags.put("port", "0");
    flags.put("listener", "127.0.0.1");
    flags.put("http-port", "0");
    flags.put("http-listener", "127.0.0.1");
    dns = new DnsService(new DnsConfigReader().options(flags).read());
    dns.start();
    checker = new NameChecker(dns.dnsAddresses().get(0), living, ".marathon.mesos");
    living.addAll(cluster.running().keySet());
    List<String> awaited = new ArrayList<>(living);
    await()
        .until(
            () -> {
              while (!awaited.isEmpty() && checker.ask(last(awaited)).hasAddress()) {
                awaited.remove(awaited.size() - 1);
              }
              return awaited.isEmpty();
            });
    checker.start();
  }

  @AfterEach
  void stop() throws Exception {
    checker.close();
    dns.close();
    cluster.close();
    zooKeeper.close();
  }

  private void awaitRounds(int more) {
    long before = checker.rounds();
    await().until(() -> checker.rounds() >= before + more);
  }

  private static String last(List<String> names) {
    return names.get(names.size() - 1);
  }

  private void awaitGone(List<String> names) {
    long since = System.nanoTime();
    List<String> awaited = new ArrayList<>(names);
    await()
        .until(
            () -> {
              while (!awaited.isEmpty() && checker.ask(last(awaited)).isNameError()) {
                awaited.remove(awaited.size() - 1);
              }
              return awaited.isEmpty();
            });
    long millis = (System.nanoTime() - since) / 1_000_000;
    log.info("story: {} names are gone, at most {} ms after the event", names.size(), millis);
  }

  private void theStreamStillTells() throws Exception {
    String agent = cluster.agents().get(7);
    String started = cluster.startTask(agent);
    await().until(() -> checker.ask(started).hasAddress());
    cluster.endTask(started);
    awaitGone(List.of(started));
  }

  @Test
  void noNameOfALivingTaskIsEverMissing() throws Exception {
    awaitRounds(2);

    log.info("story: the ZooKeeper leader dies");
    zooKeeper.stopLeader();
    awaitRounds(2);
    theStreamStillTells();

    log.info("story: the leading master dies; while its agents are away, tasks die unseen");
    cluster.returnAgentsOver(RETURN);
    cluster.recoverFor(Duration.ofMillis(500));
    MasterAddress killed = cluster.killLeader(SESSION);
    List<String> diedUnseen = new ArrayList<>();
    for (int i = 0; i < TASKS; i += 50) {
      diedUnseen.add("t" + i);
      living.remove("t" + i);
      cluster.endTask("t" + i);
    }
    for (String name : diedUnseen) {
      assertThat(checker.ask(name).hasAddress()).as("nobody can know yet").isTrue();
    }
    await().until(cluster::isWhole);
    log.info("story: the agents are back");
    awaitGone(diedUnseen);
    theStreamStillTells();
    cluster.restart(killed);

    log.info("story: the stream breaks in the middle of a record");
    cluster.streamFaults().cutInMidRecord();
    theStreamStillTells();

    log.info("story: an agent is marked gone");
    String gone = cluster.agents().get(3);
    List<String> onGone =
        cluster.running().entrySet().stream()
            .filter(task -> task.getValue().id().equals(gone))
            .map(Map.Entry::getKey)
            .toList();
    onGone.forEach(living::remove);
    cluster.markGone(gone);
    awaitGone(onGone);
    awaitRounds(2);

    assertThat(checker.wrong()).isEmpty();
    assertThat(living).hasSizeGreaterThan(TASKS - TASKS / 50 - TASKS / 10);
    log.info("story: {} questions in {} rounds", checker.asked(), checker.rounds());
  }
}
