package io.herald.launcher.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.changingcluster.ClusterParts;
import io.herald.changingcluster.TaskDraft;
import io.herald.etcd.EtcdClient;
import io.herald.etcd.EtcdEntry;
import io.herald.etcd.EtcdException;
import io.herald.etcd.EtcdSettings;
import io.herald.minietcd.MiniEtcdCluster;
import io.herald.runtime.threads.Threads;
import io.herald.skydns.SkydnsReader;
import io.herald.skydns.answer.SkydnsAnswer;
import io.herald.skydns.answer.SkydnsRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * Two publishers and a reader at three members of Debian's etcd, whose leader is killed and moved.
 */
class EtcdMembersTest {

  private static final Framework MARATHON = ClusterParts.framework("marathon");
  private static final Agent AGENT = ClusterParts.agent("S1", "host1", "10.0.0.114");
  private static final int STAYING = 20;

  @TempDir private Path folder;
  private MiniEtcdCluster members;
  private EtcdClient client;

  @BeforeEach
  void start() throws Exception {
    members = MiniEtcdCluster.start(folder);
    client =
        new EtcdClient(EtcdSettings.of(members.endpoints()).withTimeout(Duration.ofMinutes(1)));
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    members.close();
  }

  private static Task task(String name, int number) {
    return new TaskDraft(MARATHON, AGENT, name + "." + number, name + number)
        .port("http", 31000 + number)
        .task();
  }

  @Test
  void whateverBecomesOfTheirLeaderTheReaderLosesNothingAndOneWriterGoesOn() throws Exception {
    AtomicBoolean asking = new AtomicBoolean(true);
    AtomicLong asked = new AtomicLong();
    List<String> denied = new CopyOnWriteArrayList<>();
    try (PublishedTasks tasks = new PublishedTasks(members.endpoints())) {
      tasks.cluster.put(MARATHON, AGENT);
      for (int i = 0; i < STAYING; i++) {
        tasks.cluster.put(task("stays", i));
      }
      tasks.publish("first");
      await().until(() -> writer().equals("first"));
      tasks.publish("second");
      SkydnsReader reader = tasks.read(SkydnsRules.SKYDNS);
      awaitSame(tasks, reader);
      EtcdEntry kept = client.list(PublishedTasks.DIRECTORY).get(0);

      Thread asker =
          Threads.daemon(
              "asking",
              () -> {
                while (asking.get()) {
                  String name = "stays" + asked.getAndIncrement() % STAYING;
                  SkydnsAnswer answer = ask(reader, name);
                  if (answer.answer().size() != 1) {
                    denied.add(name + ": " + answer);
                  }
                }
              });
      asker.start();
      try {
        for (int round = 0; round < 4; round++) {
          if (round % 2 == 0) {
            members.leader().kill();
          } else {
            members.moveLeader();
          }
          tasks.cluster.put(task("comes", 2 * round), task("comes", 2 * round + 1));
          tasks.cluster.remove(task("comes", round));
          awaitSame(tasks, reader);
          members.restartKilled();
        }
      } finally {
        asking.set(false);
        asker.join();
      }
      assertThat(denied).as("of %d questions", asked.get()).isEmpty();
      assertThat(asked.get()).isPositive();
      // The election holds, and the keys that didn't change are as they were, on the same lease.
      assertThat(writer()).isEqualTo("first");
      assertThat(client.get(kept.key())).contains(kept);
    }
  }

  /** Whose key was first. */
  private String writer() throws Exception {
    return client.list("/herald/publish/").stream()
        .min(Comparator.comparingLong(EtcdEntry::createRevision))
        .map(EtcdEntry::text)
        .orElse("");
  }

  private void awaitSame(PublishedTasks tasks, SkydnsReader reader) {
    TreeSet<String> desired = new TreeSet<>(tasks.desired().keys());
    await()
        .ignoreExceptionsInstanceOf(EtcdException.class) // while members vote
        .untilAsserted(
            () -> {
              Map<String, String> there = new TreeMap<>();
              client
                  .list(PublishedTasks.DIRECTORY)
                  .forEach(entry -> there.put(entry.key(), entry.text()));
              assertThat(there.keySet()).isEqualTo(desired);
              assertThat(reader.keys()).isEqualTo(desired.size());
            });
    for (String key : desired) {
      String name = key.split("/")[4];
      await().until(() -> ask(reader, name).answer().size() == 1);
    }
  }

  private static SkydnsAnswer ask(SkydnsReader reader, String name) {
    return reader.answer(Name.fromConstantString(name + ".marathon.mesos."), Type.A).orElseThrow();
  }
}
