package io.herald.skydns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.herald.etcd.EtcdClient;
import io.herald.etcd.EtcdEntry;
import io.herald.etcd.EtcdException;
import io.herald.etcd.EtcdSettings;
import io.herald.etcd.EtcdTransaction;
import io.herald.minietcd.EtcdWire;
import io.herald.minietcd.MiniEtcd;
import io.herald.runtime.threads.Threads;
import io.herald.skydns.answer.SkydnsAnswer;
import io.herald.skydns.answer.SkydnsRules;
import io.herald.skydns.message.SkydnsTree;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Keys are written and removed at random while the way to a real etcd is cut, broken or silent,
 * etcd is killed and started again, and its history compacted while we are away. Meanwhile names
 * whose keys live throughout are asked for: none is denied. At rest the answers equal the keys.
 *
 * <p>With the properties {@code soak.keys} (how many there are about), {@code soak.faults} and
 * {@code seed} as asked for; {@code testing/soak/skydns.sh} runs it at full size.
 */
class KeysUnderFaultsTest {

  private static final int KEYS = Integer.getInteger("soak.keys", 1_000);
  private static final int FAULTS = Integer.getInteger("soak.faults", 10);
  private static final int STAYING = KEYS / 10;
  private static final int MOST_OF_A_CHANGE = 20;
  private static final String PREFIX = "/skydns/local/skydns/";

  /** Each is met as often as the others, in random order. */
  private enum Fault {
    CUT,
    BROKEN,
    KILLED,
    COMPACTED_AWAY,
    SILENT
  }

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** What etcd has, as it was told: key below the prefix, address. */
  private final Map<String, String> model = new TreeMap<>();

  private final SkydnsReader reader = new SkydnsReader(Clock.systemUTC());
  private final AtomicBoolean asking = new AtomicBoolean(true);
  private final AtomicLong asked = new AtomicLong();
  private final List<String> denied = new CopyOnWriteArrayList<>();

  @TempDir private Path folder;
  private MiniEtcd etcd;
  private EtcdWire wire;
  private EtcdClient client;

  @BeforeEach
  void start() throws Exception {
    etcd = MiniEtcd.start(folder);
    wire = new EtcdWire(etcd.port());
    client = new EtcdClient(EtcdSettings.of(etcd.endpoint()).withTimeout(Duration.ofMinutes(1)));
  }

  @AfterEach
  void stop() throws Exception {
    reader.close();
    client.close();
    wire.close();
    etcd.close();
  }

  @Test
  void whateverHappensToEtcdTheAnswersEqualTheKeysAndNoLivingKeyIsDenied() throws Exception {
    System.out.printf("%d keys, %d faults, -Dseed=%d%n", KEYS, FAULTS, seed);
    for (int i = 0; i < STAYING; i++) {
      model.put("stays" + i + "/1", address());
    }
    while (model.size() < KEYS) {
      model.put(changing(), address());
    }
    write(new TreeMap<>(model));
    reader.use(
        new SkydnsSettings(
            Optional.of(EtcdSettings.of(wire.endpoint()).withTimeout(Duration.ofMinutes(1))),
            Optional.empty(),
            SkydnsTree.DEFAULT,
            List.of(Name.fromConstantString("skydns.local.")),
            SkydnsRules.SKYDNS));
    await().until(reader::isComplete);
    Thread asker = Threads.daemon("asking", this::ask);
    asker.start();
    Set<String> removed = new HashSet<>();
    try {
      for (Fault fault : faults()) {
        happens(fault);
        change(removed);
        wire.restore();
        change(removed);
      }
      awaitSame(removed);
    } finally {
      asking.set(false);
      asker.join();
    }
    assertThat(inEtcd()).as("seed %d", seed).isEqualTo(model);
    assertThat(denied).as("seed %d, of %d questions", seed, asked.get()).isEmpty();
    assertThat(asked.get()).isPositive();
    System.out.printf("%d questions, %d keys at the end%n", asked.get(), model.size());
  }

  private List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < FAULTS; i++) {
      faults.add(Fault.values()[i % Fault.values().length]);
    }
    Collections.shuffle(faults, random);
    return faults;
  }

  private void happens(Fault fault) throws Exception {
    switch (fault) {
      case CUT -> wire.cut();
      case BROKEN -> wire.breakAll();
      case KILLED -> {
        etcd.kill();
        etcd.restart();
        await().until(this::answers);
      }
      case COMPACTED_AWAY -> {
        wire.cut();
        change(new HashSet<>());
        etcd.compact();
      }
      case SILENT -> wire.fallSilent();
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

  /** Some keys in some transactions: all of one are there, or none. */
  private void change(Set<String> removed) throws Exception {
    for (int i = 0; i < 1 + KEYS / 100; i++) {
      Map<String, String> puts = new TreeMap<>();
      Set<String> deletes = new HashSet<>();
      int size = 1 + random.nextInt(MOST_OF_A_CHANGE);
      for (int j = 0; j < size; j++) {
        String key = changing();
        if (model.containsKey(key) && random.nextInt(2) == 0) {
          deletes.add(key);
        } else {
          puts.put(key, address());
        }
      }
      deletes.removeAll(puts.keySet()); // etcd takes a key once
      EtcdTransaction change = EtcdTransaction.when();
      puts.forEach((key, address) -> change.put(PREFIX + key, value(address), 0));
      deletes.forEach(key -> change.delete(PREFIX + key));
      assertThat(client.commit(change).succeeded()).isTrue();
      model.putAll(puts);
      model.keySet().removeAll(deletes);
      removed.addAll(deletes);
    }
  }

  private void write(Map<String, String> keys) throws Exception {
    EtcdTransaction some = EtcdTransaction.when();
    for (Map.Entry<String, String> one : keys.entrySet()) {
      some.put(PREFIX + one.getKey(), value(one.getValue()), 0);
      if (some.size() == EtcdTransaction.MOST_OPERATIONS) {
        assertThat(client.commit(some).succeeded()).isTrue();
        some = EtcdTransaction.when();
      }
    }
    assertThat(client.commit(some).succeeded()).isTrue();
  }

  /** Of twice as many as there are about. */
  private String changing() {
    return "g" + random.nextInt(1 + KEYS / 50) + "/k" + random.nextInt(100);
  }

  private String address() {
    return "10." + random.nextInt(250) + "." + random.nextInt(250) + "." + random.nextInt(250);
  }

  private static ByteString value(String address) {
    return ByteString.copyFromUtf8("{\"host\":\"" + address + "\"}");
  }

  private void ask() {
    Random names = new Random(seed + 1);
    while (asking.get()) {
      String name = "stays" + names.nextInt(STAYING);
      SkydnsAnswer answer = answer(name);
      asked.incrementAndGet();
      if (answer.answer().size() != 1) {
        denied.add(name + ": " + answer);
      }
    }
  }

  private void awaitSame(Set<String> removed) {
    Set<String> gone = new HashSet<>(removed);
    gone.removeAll(model.keySet());
    await()
        .untilAsserted(
            () -> {
              assertThat(reader.keys()).as("seed %d", seed).isEqualTo(model.size());
              Map<String, String> served = new TreeMap<>();
              for (String key : model.keySet()) {
                served.put(key, addresses(key));
              }
              assertThat(served).as("seed %d", seed).isEqualTo(model);
            });
    assertThat(gone)
        .as("seed %d", seed)
        .isNotEmpty()
        .allSatisfy(key -> assertThat(answer(name(key)).rcode()).isEqualTo(Rcode.NXDOMAIN));
    assertThat(reader.staleReason()).isEmpty();
  }

  private static String name(String key) {
    String[] labels = key.split("/");
    return labels[1] + "." + labels[0];
  }

  private String addresses(String key) {
    List<String> found =
        answer(name(key)).answer().stream().map(Record::rdataToString).sorted().toList();
    return String.join(",", found);
  }

  private SkydnsAnswer answer(String name) {
    return reader.answer(Name.fromConstantString(name + ".skydns.local."), Type.A).orElseThrow();
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
}
