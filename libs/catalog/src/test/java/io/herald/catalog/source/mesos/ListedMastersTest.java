package io.herald.catalog.source.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.catalog.Catalog;
import io.herald.catalog.model.Task;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A list of masters without event streams: who answers as the leader is polled and kept. */
class ListedMastersTest {

  private final Catalog catalog = new Catalog(Clock.systemUTC());

  private MesosSource follow(String masters) {
    MesosSource source =
        new MesosSource(
            catalog,
            MesosOptions.of(masters).withRefresh(Duration.ofMillis(100)),
            Clock.systemUTC());
    source.start();
    return source;
  }

  @Test
  void aLeaderThatRefusesTheStreamIsNotLeftForAMasterThatHangs() throws Exception {
    AtomicInteger accepted = new AtomicInteger();
    try (FakeMaster leader = leader(501);
        ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread counter = new Thread(() -> count(hanging, accepted), "hanging");
      counter.setDaemon(true);
      counter.start();
      try (MesosSource source = follow(leader.address() + ",127.0.0.1:" + hanging.getLocalPort())) {
        await().until(() -> leader.asked.containsKey("/state"));
        await().until(() -> leader.asked.get("/state").get() > 20);
        assertThat(source.status().following()).contains("poll");
        assertThat(accepted).hasValue(0);
      }
    }
  }

  @Test
  void ofAListWhoIsDeadOrNoMasterIsLeftForTheLeader() throws Exception {
    try (FakeMaster other = leader(404);
        FakeMaster leader = leader(403)) {
      other.documents.put("/state", "<html>not a master</html>");
      try (MesosSource source = follow("127.0.0.1:1," + other.address() + "," + leader.address())) {
        await().until(() -> catalog.find(new Task.Id("F0", "t1")).isPresent());
        int before = other.asked.get("/state").get();
        await().until(() -> leader.asked.get("/state").get() > 20);
        assertThat(source.status().following()).contains("poll");
        assertThat(other.asked.get("/state")).hasValue(before);
      }
    }
  }

  @Test
  void troubleIsWhatIsTheMatterNow() throws Exception {
    try (FakeMaster leader = leader(501);
        MesosSource source = follow(leader.address())) {
      await().until(() -> source.status().following().isPresent());
      String good = leader.documents.get("/state");
      leader.documents.put("/state", "{\"slaves\":[");
      await()
          .until(() -> source.status().trouble().filter(why -> why.contains("/state")).isPresent());
      leader.documents.put("/state", good);
      await().until(() -> source.status().following().isPresent());
      assertThat(source.status().trouble())
          .hasValueSatisfying(why -> assertThat(why).contains("501").doesNotContain("GET /state"));
    }
  }

  private static FakeMaster leader(int refusal) throws Exception {
    FakeMaster master = new FakeMaster();
    master.refuse(refusal);
    master.documents.put(
        "/state",
        """
        {"leader":"master@%s","pid":"master@%s","id":"M","elected_time":1,
         "slaves":[{"id":"S0","pid":"slave(1)@10.0.0.10:5051","hostname":"10.0.0.10","active":true}],
         "frameworks":[{"id":"F0","name":"marathon","active":true,"pid":"s@10.0.0.9:1","tasks":[
           {"id":"t1","name":"t1","slave_id":"S0","framework_id":"F0","state":"TASK_RUNNING"}]}]}"""
            .formatted(master.address(), master.address()));
    return master;
  }

  private static void count(ServerSocket socket, AtomicInteger accepted) {
    try {
      while (true) {
        socket.accept();
        accepted.incrementAndGet();
      }
    } catch (java.io.IOException e) {
      // It was closed.
    }
  }
}
