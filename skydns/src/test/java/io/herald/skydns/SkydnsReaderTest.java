package io.herald.skydns;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.herald.etcd.EtcdClient;
import io.herald.etcd.EtcdSettings;
import io.herald.minietcd.MiniEtcd;
import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import io.herald.services.problem.Problem;
import io.herald.skydns.answer.SkydnsAnswer;
import io.herald.skydns.answer.SkydnsRules;
import io.herald.skydns.message.SkydnsTree;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Keys in a real etcd, and in ZooKeeper, as they are answered. */
class SkydnsReaderTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String PREFIX = "/skydns/local/skydns/";

  @TempDir private Path folder;
  private MiniEtcd etcd;
  private EtcdClient client;
  private final SkydnsReader reader = new SkydnsReader(Clock.systemUTC());

  @BeforeEach
  void start() throws Exception {
    etcd = MiniEtcd.start(folder);
    client = new EtcdClient(EtcdSettings.of(etcd.endpoint()).withTimeout(LONG));
  }

  @AfterEach
  void stop() throws Exception {
    reader.close();
    client.close();
    etcd.close();
  }

  private static SkydnsSettings settings(Optional<EtcdSettings> etcd) {
    return new SkydnsSettings(
        etcd,
        Optional.empty(),
        SkydnsTree.DEFAULT,
        List.of(Name.fromConstantString("skydns.local.")),
        SkydnsRules.SKYDNS);
  }

  private void read(String endpoint) {
    reader.use(settings(Optional.of(EtcdSettings.of(endpoint).withTimeout(LONG))));
  }

  private void put(String key, String value, long lease) throws Exception {
    client.put(PREFIX + key, ByteString.copyFromUtf8(value), lease);
  }

  private SkydnsAnswer ask(String name) {
    return reader.answer(Name.fromConstantString(name + ".skydns.local."), Type.A).orElseThrow();
  }

  private List<String> addresses(String name) {
    return ask(name).answer().stream().map(Record::rdataToString).sorted().toList();
  }

  @Test
  void keysAreAnsweredOnceTheyAreKnownAndAsTheyChange() throws Exception {
    put("web/1", "{\"host\":\"10.0.0.1\"}", 0);
    assertThat(reader.answer(Name.fromConstantString("web.skydns.local."), Type.A)).isEmpty();
    etcd.kill();
    read(etcd.endpoint());
    assertThat(ask("web").rcode()).isEqualTo(Rcode.SERVFAIL);
    etcd.restart();
    await().until(() -> ask("web").rcode() == Rcode.NOERROR);
    assertThat(addresses("web")).containsExactly("10.0.0.1");
    put("web/2", "{\"host\":\"10.0.0.2\"}", 0);
    await().until(() -> addresses("web").size() == 2);
    client.delete(PREFIX + "web/1");
    await().until(() -> addresses("web").equals(List.of("10.0.0.2")));
    reader.use(settings(Optional.empty()));
    assertThat(reader.answer(Name.fromConstantString("web.skydns.local."), Type.A)).isEmpty();
  }

  @Test
  void whatWasNeverReadIsNotCalledTheLastKnown() throws Exception {
    etcd.kill();
    read(etcd.endpoint());
    await().until(() -> reader.staleReason().isPresent());
    assertThat(problems()).singleElement().asString().contains("have not been read yet");
  }

  @Test
  void whileEtcdIsAwayTheLastPictureIsServedAndMarked() throws Exception {
    put("web/1", "{\"host\":\"10.0.0.1\"}", 0);
    read(etcd.endpoint());
    await().until(reader::isComplete);
    etcd.kill();
    await().until(() -> reader.staleReason().isPresent());
    assertThat(addresses("web")).containsExactly("10.0.0.1");
    assertThat(problems()).singleElement().asString().contains("as they were last known");
    etcd.restart();
    await().until(() -> reader.staleReason().isEmpty());
    assertThat(problems()).isEmpty();
  }

  private List<String> problems() {
    return reader.problems().list(100).stream().map(Problem::what).toList();
  }

  @Test
  void aMalformedValueCostsItsKeyAlone() throws Exception {
    put("web/1", "{\"host\":\"10.0.0.1\"}", 0);
    put("web/2", "{\"host\":", 0);
    put("web/3", "{\"host\":\"10.0.0.3\",\"port\":\"http\"}", 0);
    put("alone", "no json", 0);
    put("Web/4", "{\"host\":\"10.0.0.4\"}", 0);
    put("we\u00df/5", "{\"host\":\"10.0.0.5\"}", 0);
    put("web/6", "{\"host\":\"zoo keeper\",\"port\":80}", 0);
    put("web/7", "{\"host\":\"10.0.0.7:80\"}", 0);
    client.put("/skydns/config", ByteString.copyFromUtf8("{\"ttl\":3600,\"ndots\":2}"), 0);
    read(etcd.endpoint());
    await().until(reader::isComplete);
    assertThat(addresses("web")).containsExactly("10.0.0.1");
    // Its name exists: a name error would be cached for what is only a mistake.
    assertThat(ask("alone").rcode()).isEqualTo(Rcode.NOERROR);
    assertThat(problems()).hasSize(7);
    assertThat(String.join("\n", problems()))
        .contains(
            "key " + PREFIX + "web/2: the value \"{\"host\":\" is no JSON",
            "key " + PREFIX + "web/3: \"port\" = \"http\": must be",
            "key " + PREFIX + "alone: ",
            "key " + PREFIX + "Web/4: \"Web\" has capital letters",
            "key "
                + PREFIX
                + "we\u00df/5: \"we\u00df\" is found by no query; write"
                + " \"we\\195\\159\"",
            "key "
                + PREFIX
                + "web/6: \"host\" = \"zoo keeper\": must be an address or a name, and no name has a"
                + " blank; write \"host\":\"10.0.0.1\"",
            "key "
                + PREFIX
                + "web/7: \"host\" = \"10.0.0.7:80\": must be an address or a name, and no name has"
                + " \":\"; write");
    put("web/2", "{\"host\":\"10.0.0.2\"}", 0);
    client.delete(PREFIX + "alone");
    await().until(() -> addresses("web").size() == 2 && problems().size() == 5);
  }

  @Test
  void noTtlIsLongerThanItsLease() throws Exception {
    long lease = client.grantOnce(Duration.ofSeconds(500));
    put("web/1", "{\"host\":\"10.0.0.1\",\"ttl\":600}", lease);
    read(etcd.endpoint());
    await().until(reader::isComplete);
    Record record = ask("web").answer().get(0);
    long left = client.secondsLeft(lease).orElseThrow();
    // Asked before; so much time may have passed in between as the machine took.
    assertThat(record.getTTL()).isPositive().isLessThanOrEqualTo(500);
    assertThat(left).isLessThanOrEqualTo(500);
    client.revoke(lease);
    await().until(() -> ask("web").rcode() == Rcode.NXDOMAIN);
  }

  @Test
  void theSameKeysInZooKeeperAreAnsweredTheSame() throws Exception {
    try (MiniZooKeeper server = MiniZooKeeper.start(folder.resolve("zk"), 0);
        ZooKeeperConnection writer =
            ZooKeeperConnection.open(ZooKeeperOptions.of(server.connectString()))) {
      CuratorFramework zk = writer.client();
      zk.create().creatingParentsIfNeeded().forPath(PREFIX + "web/1", host("10.0.0.1"));
      reader.use(
          new SkydnsSettings(
              Optional.empty(),
              Optional.of(ZooKeeperOptions.of(server.connectString())),
              SkydnsTree.DEFAULT,
              List.of(Name.fromConstantString("skydns.local.")),
              SkydnsRules.SKYDNS));
      await().until(reader::isComplete);
      assertThat(addresses("web")).containsExactly("10.0.0.1");
      zk.create().creatingParentsIfNeeded().forPath(PREFIX + "db/east/2", host("10.0.0.2"));
      zk.setData().forPath(PREFIX + "web/1", host("10.0.0.9"));
      await().until(() -> addresses("web").equals(List.of("10.0.0.9")));
      await().until(() -> addresses("db").equals(List.of("10.0.0.2")));
      zk.delete().forPath(PREFIX + "web/1");
      await().until(() -> ask("web").rcode() == Rcode.NXDOMAIN);
      zk.setData().forPath(PREFIX + "db/east/2", new byte[0]);
      await().until(() -> ask("db").rcode() == Rcode.NXDOMAIN);
    }
  }

  private static byte[] host(String address) {
    return ("{\"host\":\"" + address + "\"}").getBytes(UTF_8);
  }
}
