package io.herald.catalog.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.catalog.Interner;
import io.herald.catalog.SourceSnapshot;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is read as it was written, or not at all. */
class SnapshotFileTest {

  private static final String CLUSTER = "domain mesos, masters 10.0.0.1:5050";
  private static final Instant NOW = Instant.ofEpochMilli(1_795_236_093_912L);
  private static final List<SourceSnapshot> SNAPSHOTS =
      List.of(
          new SourceSnapshot("mesos", NOW.minusSeconds(4), entities(50)),
          new SourceSnapshot("serverset /aurora", NOW, List.of(announcement())));

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("not-there-yet").resolve("mesos.picture");
  }

  static List<Entity> entities(int tasks) {
    List<Entity> entities = new ArrayList<>();
    entities.add(
        new Masters(
            Optional.of(new AnnouncedEndpoint("10.0.0.1", 5050)),
            List.of(new AnnouncedEndpoint("b", 1))));
    entities.add(new Framework("F0", "marathon", "", Optional.empty(), true));
    entities.add(new Agent("S0", "h0", Upid.parse("slave(1)@10.0.0.2:5051"), true));
    for (int i = 0; i < tasks; i++) {
      entities.add(task(i));
    }
    return entities;
  }

  private static Task task(int i) {
    Discovery discovery =
        new Discovery(
            "web",
            "prod",
            "",
            "",
            "CLUSTER",
            List.of(new Discovery.Port(31000 + i, "http", "tcp", Map.of())),
            Map.of("a", "b"));
    RunningStatus running =
        new RunningStatus(
            Optional.of(i % 2 == 0),
            List.of("10.1.0." + i),
            Map.of("ip", List.of("10.3.0.1")),
            new Network(Network.Mode.MAPPED, List.of(new Network.Mapping(31000, 80, "tcp"))));
    return new Task(
        "F0",
        "t" + i,
        "web",
        "S0",
        "TASK_RUNNING",
        Optional.of(running),
        List.of(new PortRange(31000, 31001)),
        Optional.of(discovery),
        Map.of("tier", "front"),
        Network.UNSPECIFIED,
        i % 3 == 0);
  }

  private static Announcement announcement() {
    return new Announcement(
        "/aurora/www/prod/web",
        "member_0000000000",
        new AnnouncedEndpoint("10.0.0.3", 31000),
        Map.of("http", new AnnouncedEndpoint("10.0.0.3", 31000)),
        OptionalInt.of(0),
        Announcement.ALIVE,
        Map.of());
  }

  private List<SourceSnapshot> read() throws Exception {
    return SnapshotFile.read(file, CLUSTER, new Interner());
  }

  @Test
  void whatWasWrittenIsRead() throws Exception {
    long length = SnapshotFile.write(file, CLUSTER, NOW, SNAPSHOTS);
    assertThat(file).hasSize(length);
    assertThat(read()).isEqualTo(SNAPSHOTS);
  }

  /** The file was written by a version that called snapshots snapshots. */
  @Test
  void aFileOfAnEarlierVersionIsRead() throws Exception {
    Path earlier = Path.of("src/test/resources/saved/format-1.picture");
    Discovery discovery =
        new Discovery(
            "web.prod",
            "prod",
            "dc1",
            "1.0.3",
            "EXTERNAL",
            List.of(
                new Discovery.Port(31000, "http", "tcp", Map.of("VIP_0", "/web:80")),
                new Discovery.Port(4_294_967_295L, "", "", Map.of())),
            Map.of("canary", "yes"));
    RunningStatus running =
        new RunningStatus(
            Optional.of(false),
            List.of("10.1.2.3", "fd01::3"),
            Map.of("ip", List.of("10.3.0.1", "10.3.0.2")),
            new Network(Network.Mode.OWN, List.of()));
    List<Entity> mesos =
        List.of(
            new Masters(
                Optional.of(new AnnouncedEndpoint("10.0.0.1", 5050)),
                List.of(
                    new AnnouncedEndpoint("10.0.0.2", 5050),
                    new AnnouncedEndpoint("2001:db8::1", 5060))),
            new Framework(
                "F0",
                "marathon",
                "m.example",
                Optional.of(Upid.parse("scheduler-abc@10.0.0.9:8083")),
                true),
            new Framework("F1", "", "", Optional.empty(), false),
            new Agent("S0", "agent1.example", new Upid("slave(1)", "10.0.0.11", 5051), true),
            new Agent("S1", "", new Upid("slave(1)", "2001:db8::1", 5051), false),
            new Task(
                "F0",
                "t1",
                "web",
                "S0",
                "TASK_RUNNING",
                Optional.of(running),
                List.of(new PortRange(31000, 31001), new PortRange(31010, 31010)),
                Optional.of(discovery),
                Map.of("tier", "front"),
                new Network(Network.Mode.MAPPED, List.of(new Network.Mapping(31000, 80, "tcp"))),
                true),
            new Task(
                "F1",
                "t2",
                "",
                "S1",
                "TASK_STAGING",
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Map.of(),
                Network.UNSPECIFIED,
                false));
    Announcement announcement =
        new Announcement(
            "/aurora/www/prod/web",
            "member_0000000001",
            new AnnouncedEndpoint("10.0.0.1", 31000),
            Map.of(
                "http",
                new AnnouncedEndpoint("10.0.0.1", 31000),
                "admin",
                new AnnouncedEndpoint("h", 31001)),
            OptionalInt.of(0),
            "STARTING",
            Map.of("weight", "5"));

    List<SourceSnapshot> read = SnapshotFile.read(earlier, CLUSTER, new Interner());

    assertThat(read)
        .extracting(SourceSnapshot::source)
        .containsExactly("mesos", "serverset /aurora");
    assertThat(read).extracting(SourceSnapshot::heard).containsExactly(NOW.minusSeconds(4), NOW);
    assertThat(read.get(0).entities()).containsExactlyInAnyOrderElementsOf(mesos);
    assertThat(read.get(1).entities()).containsExactly(announcement);
  }

  @Test
  void equalPartsOfTasksAreOneObject() throws Exception {
    SnapshotFile.write(file, CLUSTER, NOW, SNAPSHOTS);
    List<Entity> entities = read().get(0).entities();
    Task one = (Task) entities.get(4);
    Task two = (Task) entities.get(5);
    assertThat(one.frameworkId()).isSameAs(two.frameworkId());
    assertThat(one.labels()).isSameAs(two.labels());
  }

  @Test
  void aWritingReplacesTheFileWholeAndLeavesNothingBeside() throws Exception {
    SnapshotFile.write(file, CLUSTER, NOW, SNAPSHOTS);
    List<SourceSnapshot> later =
        List.of(new SourceSnapshot("mesos", NOW.plusSeconds(9), entities(1)));
    SnapshotFile.write(file, CLUSTER, NOW, later);
    assertThat(read()).isEqualTo(later);
    try (var files = Files.list(SnapshotFile.folder(file))) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void anyFlippedBitIsSeen() throws Exception {
    SnapshotFile.write(file, CLUSTER, NOW, SNAPSHOTS);
    byte[] whole = Files.readAllBytes(file);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      int bit = random.nextInt(whole.length * 8);
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(file, flipped);
      assertThatThrownBy(this::read)
          .as("seed %d: bit %d of %d bytes", seed, bit, whole.length)
          .isInstanceOfSatisfying(
              SnapshotFileException.class,
              e -> assertThat(e.kind()).isEqualTo(SnapshotFileException.Kind.DAMAGED))
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void aCutFileIsSeenWhereverItWasCut() throws Exception {
    SnapshotFile.write(file, CLUSTER, NOW, SNAPSHOTS);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 1 + length / 16) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(this::read)
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(SnapshotFileException.class);
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertThatThrownBy(this::read).isInstanceOf(SnapshotFileException.class);
  }

  @Test
  void anotherClustersSnapshotIsNotTaken() throws Exception {
    SnapshotFile.write(file, "domain mesos, masters 10.9.9.9:5050", NOW, SNAPSHOTS);
    assertThatThrownBy(this::read)
        .isInstanceOfSatisfying(
            SnapshotFileException.class,
            e -> assertThat(e.kind()).isEqualTo(SnapshotFileException.Kind.FOREIGN))
        .hasMessageContaining("10.9.9.9")
        .hasMessageContaining("10.0.0.1");
  }

  @Test
  void noFileIsNoFault() {
    assertThatThrownBy(this::read).isInstanceOf(NoSuchFileException.class);
  }
}
