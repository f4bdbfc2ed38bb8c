package io.herald.skydns;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.herald.etcd.EtcdClient;
import io.herald.etcd.EtcdEntry;
import io.herald.etcd.EtcdException;
import io.herald.etcd.EtcdSettings;
import io.herald.minietcd.EtcdWire;
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
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
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
  private static final int KEYS = Integer.getInteger("soak.keys", 1500);

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
    client.put("/skydns/config", ByteString.copyFromUtf8("{\"ttl\":3600,\"ndots\":2}"), 0);
    read(etcd.endpoint());
    await().until(reader::isComplete);
    assertThat(addresses("web")).containsExactly("10.0.0.1");
    // Its name exists: a name error would be cached for what is only a mistake.
    assertThat(ask("alone").rcode()).isEqualTo(Rcode.NOERROR);
    assertThat(problems()).hasSize(4);
    assertThat(String.join("\n", problems()))
        .contains(
            "key " + PREFIX + "web/2: the value \"{\"host\":\" is no JSON",
            "key " + PREFIX + "web/3: \"port\" = \"http\": must be",
            "key " + PREFIX + "alone: ",
            "key " + PREFIX + "Web/4: \"Web\" has capital letters");
    put("web/2", "{\"host\":\"10.0.0.2\"}", 0);
    client.delete(PREFIX + "alone");
    await().until(() -> addresses("web").size() == 2 && problems().size() == 2);
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

  /**
   * Keys are written and removed at random while the way to etcd is cut, etcd is killed and started
   * again, and its history compacted while it is away. Meanwhile names whose keys live throughout
   * are asked for: none is denied. At rest the answers equal the keys.
   */
  @Test
  void whateverHappensToEtcdTheAnswersEqualTheKeysAndNoLivingKeyIsDenied() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    Map<String, String> model = new TreeMap<>();
    for (int i = 0; i < 50; i++) {
      write(model, "stays" + i + "/1", "10.1.0." + i);
    }
    AtomicBoolean running = new AtomicBoolean(true);
    AtomicLong asked = new AtomicLong();
    List<String> denied = new CopyOnWriteArrayList<>();
    try (EtcdWire wire = new EtcdWire(etcd.port())) {
      read(wire.endpoint());
      await().until(reader::isComplete);
      Thread asking =
          new Thread(
              () -> {
                Random names = new Random(seed + 1);
                while (running.get()) {
                  int i = names.nextInt(50);
                  SkydnsAnswer answer = ask("stays" + i);
                  asked.incrementAndGet();
                  if (answer.answer().size() != 1) {
                    denied.add("stays" + i + ": " + answer);
                  }
                  Thread.onSpinWait();
                }
              },
              "asking");
      asking.start();
      try {
        for (int step = 0; step < KEYS; step++) {
          if (step % (KEYS / 10) == KEYS / 20) {
            fault(random, wire);
          }
          String key = "g" + random.nextInt(20) + "/k" + random.nextInt(KEYS / 10);
          if (random.nextInt(3) == 0) {
            model.remove(key);
            client.delete(PREFIX + key);
          } else {
            write(model, key, "10.2." + random.nextInt(250) + "." + random.nextInt(250));
          }
        }
        wire.restore();
        await().untilAsserted(() -> assertThat(served(model)).isEqualTo(model));
      } finally {
        running.set(false);
        asking.join();
      }
    }
    assertThat(inEtcd()).as("seed %d", seed).isEqualTo(model);
    assertThat(denied).as("seed %d, of %d questions", seed, asked.get()).isEmpty();
    assertThat(asked.get()).isPositive();
    assertThat(reader.keys()).isEqualTo(model.size());
  }

  private void write(Map<String, String> model, String key, String address) throws Exception {
    model.put(key, address);
    put(key, "{\"host\":\"" + address + "\"}", 0);
  }

  private void fault(Random random, EtcdWire wire) throws Exception {
    wire.restore();
    switch (random.nextInt(5)) {
      case 0 -> wire.cut();
      case 1 -> wire.breakAll();
      case 2 -> {
        etcd.kill();
        etcd.restart();
        await().until(this::answers);
      }
      case 3 -> {
        wire.cut();
        write(new TreeMap<>(), "compacted", "10.3.0.1");
        client.delete(PREFIX + "compacted");
        etcd.compact();
      }
      default -> wire.fallSilent();
    }
  }

  private boolean answers() throws InterruptedException {
    try {
      client.get("/");
      return true;
    } catch (EtcdException e) {
      return false;
    }
  }

  private Map<String, String> served(Map<String, String> model) {
    Map<String, String> served = new TreeMap<>();
    for (String key : model.keySet()) {
      String[] labels = key.split("/");
      List<String> found = addresses(labels[1] + "." + labels[0]);
      served.put(key, String.join(",", found));
    }
    return served;
  }

  private Map<String, String> inEtcd() throws Exception {
    Map<String, String> there = new TreeMap<>();
    for (EtcdEntry entry : client.list(PREFIX)) {
      there.put(
          entry.key().substring(PREFIX.length()),
          entry.text().replaceAll("\\{\"host\":\"(.*)\"}", "$1"));
    }
    return there;
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
