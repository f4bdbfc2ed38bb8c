package io.herald.launcher;

import static io.herald.launcher.AnnounceProcess.JOB;
import static io.herald.launcher.AnnounceProcess.SET;
import static io.herald.launcher.AnnounceProcess.members;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.minizookeeper.MiniZooKeeper;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sidecar as a user starts it: a process of its own, real commands, a real ZooKeeper. */
class AnnounceTest {

  /** Without a process for each round: dash misses signals that come while it starts one. */
  private static final String FOREVER =
      "mkfifo never; exec 3<>never; touch ready; while :; do read -r line <&3; done";

  @TempDir Path folder;
  private MiniZooKeeper server;
  private ZooKeeper reader;

  @BeforeEach
  void startZooKeeper() throws Exception {
    server = MiniZooKeeper.start(folder.resolve("zookeeper"), 0);
    reader = new ZooKeeper(server.connectString(), 30_000, event -> {});
  }

  @AfterEach
  void stopZooKeeper() throws Exception {
    reader.close();
    server.close();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"exit 0, 0", "exit 7, 7", "kill -KILL $$, 137", "kill -TERM $$, 143"})
  void itsExitCodeIsTheCommands(String line, int code) throws Exception {
    try (AnnounceProcess sidecar = start(JOB, "--", "sh", "-c", line)) {
      assertThat(sidecar.exitCode()).isEqualTo(code);
    }
    assertThat(members(reader)).isEmpty();
  }

  @Test
  void aCommandThatIsNotThereIsToldAsAShellTellsIt() throws Exception {
    try (AnnounceProcess sidecar = start(JOB, "--", "no-such-command-here")) {
      assertThat(sidecar.exitCode()).isEqualTo(127);
      assertThat(sidecar.log()).contains("no-such-command-here");
    }
  }

  @Test
  void argumentsInputAndOutputAreTheCommandsOwnAndTemplatesAreFilledIn() throws Exception {
    Files.writeString(folder.resolve("x"), "not to be read");
    String script =
        "cat; printf '%s|' \"$@\"; echo \"$PORT_HTTP $PORT_AURORA $INSTANCE $FROM_OUTSIDE\"";
    try (AnnounceProcess sidecar =
        start(
            JOB,
            "--instance",
            "4",
            "--",
            "sh",
            "-c",
            script,
            "sh",
            "{{thermos.ports[http]}}",
            "{{name}}-{{mesos.instance}}",
            "@x",
            "",
            "-a_b",
            "--port",
            "{{.ID}}")) {
      assertThat(sidecar.exitCode()).isZero();
    }
    assertThat(folder.resolve("out"))
        .content()
        .isEqualTo("input\n31000|shop-4|@x||-a_b|--port|{{.ID}}|31000 31000 4 kept\n");
  }

  @Test
  void theMemberIsWhatTheAnnounceBlockSays() throws Exception {
    try (AnnounceProcess sidecar =
        start(JOB, "--instance", "2", "--port", "admin=9,dns=53", "--", "sh", "-c", FOREVER)) {
      sidecar.awaitFile("ready");
      await().until(() -> members(reader).size() == 1);

      assertThat(new String(reader.getData(SET + "/" + members(reader).get(0), false, null), UTF_8))
          .isEqualTo(
              "{\"serviceEndpoint\":{\"host\":\"host1\",\"port\":31000},\"additionalEndpoints\":{"
                  + "\"admin\":{\"host\":\"host1\",\"port\":9},"
                  + "\"aurora\":{\"host\":\"host1\",\"port\":31000},"
                  + "\"dns\":{\"host\":\"host1\",\"port\":53},"
                  + "\"http\":{\"host\":\"host1\",\"port\":31000}},"
                  + "\"status\":\"ALIVE\",\"shard\":2}");
    }
  }

  /** The command itself looks into ZooKeeper when it gets the signal. */
  @Test
  void theMemberIsGoneBeforeTheCommandSeesTheSignal() throws Exception {
    try (AnnounceProcess sidecar =
        start(
            JOB,
            "--",
            CompiledHerald.java(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            CompiledHerald.classPath(),
            Witness.class.getName(),
            server.connectString(),
            folder.toString())) {
      sidecar.awaitFile("ready");
      await().until(() -> members(reader).size() == 1);

      sidecar.signal("TERM");

      assertThat(sidecar.exitCode()).isEqualTo(143);
      assertThat(folder.resolve("seen")).content().isEqualTo("before [1], at the signal [0]");
    }
  }

  @Test
  void otherSignalsGoToTheCommandAloneAndItsMemberStays() throws Exception {
    String script =
        "for s in HUP USR1 USR2; do trap \"echo $s >> signals\" $s; done;"
            + " trap 'echo INT >> signals; exit 5' INT; "
            + FOREVER;
    try (AnnounceProcess sidecar = start(JOB, "--", "sh", "-c", script)) {
      sidecar.awaitFile("ready");
      await().until(() -> members(reader).size() == 1);
      List<String> before = members(reader);
      StringBuilder expected = new StringBuilder();
      for (String signal : List.of("HUP", "USR1", "USR2")) {
        sidecar.signal(signal);
        expected.append(signal).append('\n');
        await().until(() -> read("signals").contentEquals(expected));
      }
      assertThat(members(reader)).isEqualTo(before);

      sidecar.signal("INT");

      assertThat(sidecar.exitCode()).isEqualTo(5);
      assertThat(read("signals")).endsWith("INT\n");
      assertThat(members(reader)).isEmpty();
    }
  }

  @Test
  void aSecondSignalCutsTheDrainShort() throws Exception {
    String longDrain = JOB.replace("drain_secs: 0", "drain_secs: 3600");
    try (AnnounceProcess sidecar =
        start(longDrain, "--stop-timeout-in-secs", "3600", "--", "sh", "-c", FOREVER)) {
      sidecar.awaitFile("ready");
      await().until(() -> members(reader).size() == 1);
      sidecar.signal("TERM");
      await().until(() -> members(reader).isEmpty());
      assertThat(sidecar.runs()).isTrue();

      sidecar.signal("TERM");

      assertThat(sidecar.exitCode()).isEqualTo(143);
    }
  }

  @Test
  void whatIsUnhealthyIsWithdrawnAndComesBackAndIsNeverEnded() throws Exception {
    String checked =
        JOB
            + """
            health_check_config:
              health_checker: {shell: {shell_command: test -e well}}
              initial_interval_secs: 0
              interval_secs: 0.05
              timeout_secs: 60
            """;
    try (AnnounceProcess sidecar = start(checked, "--", "sh", "-c", "echo $$ > pid; " + FOREVER)) {
      sidecar.awaitFile("ready");
      for (int round = 0; round < 2; round++) {
        assertThat(members(reader)).isEmpty();
        Files.createFile(folder.resolve("well"));
        await().until(() -> members(reader).size() == 1);
        Files.delete(folder.resolve("well"));
        await().until(() -> members(reader).isEmpty());
      }
      assertThat(commandIsDead()).isFalse();
    }
  }

  @Test
  void aSidecarThatIsKilledTakesItsCommandAlongAndItsMemberGoesWithTheSession() throws Exception {
    try (AnnounceProcess sidecar = start(JOB, "--", "sh", "-c", "echo $$ > pid; " + FOREVER)) {
      sidecar.awaitFile("ready");
      await().until(() -> members(reader).size() == 1);

      sidecar.signal("KILL");

      await().until(this::commandIsDead);
      await().until(() -> members(reader).isEmpty());
    }
  }

  @Test
  void aZooKeeperThatIsAwayDoesNotReachTheCommand() throws Exception {
    server.stop();
    try (AnnounceProcess sidecar =
        start(JOB, "--", "sh", "-c", "echo $$ > pid; trap 'exit 3' TERM; " + FOREVER)) {
      sidecar.awaitFile("ready");
      server.start();
      await().until(() -> members(reader).size() == 1);
      server.stop();

      sidecar.signal("TERM"); // Bounded: the member can't be seen to go.

      assertThat(sidecar.exitCode()).isEqualTo(3);
    }
    server.start();
  }

  @Test
  void withoutACommandItAnnouncesWhatSomethingElseRunsUntilItIsSignalled() throws Exception {
    try (AnnounceProcess sidecar = start(JOB)) {
      await().until(() -> members(reader).size() == 1);

      sidecar.signal("TERM");

      assertThat(sidecar.exitCode()).isZero();
      assertThat(members(reader)).isEmpty();
    }
  }

  private AnnounceProcess start(String job, String... command) throws Exception {
    return AnnounceProcess.start(folder, server.connectString(), job, command);
  }

  private String read(String file) throws Exception {
    Path path = folder.resolve(file);
    return Files.exists(path) ? Files.readString(path) : "";
  }

  private boolean commandIsDead() throws Exception {
    try {
      String stat = Files.readString(Path.of("/proc/" + read("pid").strip() + "/stat"));
      return stat.contains(") Z ");
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  /**
   * A command that writes down how many members it sees while it runs, and when it is told to end.
   */
  static final class Witness {
    private Witness() {}

    public static void main(String[] args) throws Exception {
      Path folder = Path.of(args[1]);
      ZooKeeper zooKeeper = new ZooKeeper(args[0], 30_000, event -> {});
      await().until(() -> members(zooKeeper).size() == 1);
      Thread main = Thread.currentThread();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> write(folder, zooKeeper)));
      Files.createFile(folder.resolve("ready"));
      main.join(); // For ever.
    }

    private static void write(Path folder, ZooKeeper zooKeeper) {
      try {
        Files.writeString(
            folder.resolve("seen"),
            "before [1], at the signal [" + members(zooKeeper).size() + "]");
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
