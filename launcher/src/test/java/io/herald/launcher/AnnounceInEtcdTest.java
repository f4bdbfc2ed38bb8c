package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.etcd.EtcdClient;
import io.herald.etcd.EtcdEntry;
import io.herald.etcd.EtcdSettings;
import io.herald.minietcd.MiniEtcd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs beside Mesos is registered in a real etcd, as a user does it. */
class AnnounceInEtcdTest {

  private static final String KEY = "/skydns/local/skydns/prod/shop/0";

  /** Without a process for each round: dash misses signals that come while it starts one. */
  private static final String FOREVER =
      "mkfifo never; exec 3<>never; touch ready; while :; do read -r line <&3; done";

  @TempDir private Path folder;
  private MiniEtcd etcd;
  private EtcdClient client;

  @BeforeEach
  void start() throws Exception {
    etcd = MiniEtcd.start(Files.createDirectory(folder.resolve("etcd")));
    client = new EtcdClient(EtcdSettings.of(etcd.endpoint()).withTimeout(Duration.ofMinutes(1)));
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    etcd.close();
  }

  private AnnounceProcess announce(String job, String... command) throws Exception {
    return AnnounceProcess.start(
        folder, List.of("--etcd", etcd.endpoint(), "--etcd-lease-seconds", "4"), job, command);
  }

  private Optional<String> value() throws Exception {
    return client.get(KEY).map(EtcdEntry::text);
  }

  @Test
  void theKeyIsThereWhileTheCommandRunsAndGoneBeforeItGetsTheSignal() throws Exception {
    // The command asks etcd itself when the signal comes.
    String script =
        "trap 'ETCDCTL_API=3 etcdctl --endpoints "
            + etcd.endpoint()
            + " get "
            + KEY
            + " > at-the-signal; exit 5' TERM; "
            + FOREVER;
    try (AnnounceProcess sidecar = announce(AnnounceProcess.JOB, "--", "sh", "-c", script)) {
      sidecar.awaitFile("ready");
      await()
          .untilAsserted(
              () ->
                  assertThat(value())
                      .as(sidecar.log())
                      .contains(
                          "{\"host\":\"host1\",\"port\":31000,\"ttl\":4,\"herald\":\"herald-announce\"}"));
      sidecar.signal("TERM");
      assertThat(sidecar.exitCode()).isEqualTo(5);
    }
    assertThat(folder.resolve("at-the-signal")).isEmptyFile();
    assertThat(value()).isEmpty();
  }

  @Test
  void anUnhealthyOneIsWithdrawnAndComesBack() throws Exception {
    String job =
        AnnounceProcess.JOB
            + """
            health_check_config:
              health_checker: {shell: {shell_command: test ! -e sick}}
              initial_interval_secs: 0
              interval_secs: 0.05
              timeout_secs: 60
            """;
    try (AnnounceProcess sidecar = announce(job, "--", "sh", "-c", FOREVER)) {
      await().untilAsserted(() -> assertThat(value()).as(sidecar.log()).isPresent());
      Files.createFile(folder.resolve("sick"));
      await().untilAsserted(() -> assertThat(value()).isEmpty());
      Files.delete(folder.resolve("sick"));
      await().untilAsserted(() -> assertThat(value()).isPresent());
    }
  }

  @Test
  void theLeaseRemovesWhatAKilledOneLeft() throws Exception {
    try (AnnounceProcess sidecar = announce(AnnounceProcess.JOB)) {
      await().untilAsserted(() -> assertThat(value()).as(sidecar.log()).isPresent());
    } // kill -9
    await().untilAsserted(() -> assertThat(value()).isEmpty());
  }

  @Test
  void withoutAPlaceNothingIsAnnounced() throws Exception {
    try (AnnounceProcess sidecar =
        AnnounceProcess.start(
            folder,
            List.of("--skydns-name", "a b.prod.skydns.local", "--etcd-user", "u"),
            AnnounceProcess.JOB,
            "--",
            "true")) {
      assertThat(sidecar.exitCode()).isEqualTo(2);
      assertThat(sidecar.log())
          .contains(
              "--announcer-ensemble is missing; give ZooKeeper's HOST:PORT,…, or --etcd",
              "--skydns-name = \"a b.prod.skydns.local\": it is not a name: no name has a blank;"
                  + " write one as zookeeper.prod.skydns.local",
              "--etcd-user");
    }
  }
}
