package io.herald.launcher;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;

/** {@code herald announce} in a process of its own, working in a folder. */
final class AnnounceProcess implements AutoCloseable {

  /** The set of {@link #JOB}. */
  static final String SET = "/aurora/www/prod/shop";

  static final String JOB =
      """
      cluster: c
      role: www
      environment: prod
      name: shop
      ports: [http]
      announce: {}
      lifecycle: {drain_secs: 0}
      """;

  private final Path folder;
  private final Process process;

  private AnnounceProcess(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /** Starts it with the port http = 31000 and the shortest session. */
  static AnnounceProcess start(Path folder, String ensemble, String job, String... command)
      throws IOException {
    return start(
        folder,
        List.of("--announcer-ensemble", ensemble, "--zookeeper-session-timeout-secs", "1"),
        job,
        command);
  }

  /** The same with flags that say where it is announced. */
  static AnnounceProcess start(Path folder, List<String> place, String job, String... command)
      throws IOException {
    Files.writeString(folder.resolve("job.yaml"), job);
    List<String> words =
        CompiledHerald.command("announce", "--job", "job.yaml", "--announcer-hostname", "host1");
    words.addAll(place);
    words.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.directory(folder.toFile());
    builder.environment().putAll(Map.of("PORT0", "31000", "FROM_OUTSIDE", "kept"));
    builder.redirectInput(Files.writeString(folder.resolve("in"), "input\n").toFile());
    builder.redirectOutput(folder.resolve("out").toFile());
    builder.redirectError(folder.resolve("log").toFile());
    return new AnnounceProcess(folder, builder.start());
  }

  /** Sends a signal to it, and to nothing that it started. */
  void signal(String name) throws Exception {
    new ProcessBuilder("/bin/sh", "-c", "kill -s " + name + " " + process.pid()).start().waitFor();
  }

  int exitCode() throws Exception {
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      throw new AssertionError("it still runs; its log: " + log());
    }
    return process.exitValue();
  }

  boolean runs() {
    return process.isAlive();
  }

  void awaitFile(String name) {
    await().until(() -> Files.exists(folder.resolve(name)));
  }

  /** What its log says so far. */
  String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  static List<String> members(ZooKeeper reader) throws Exception {
    try {
      return reader.getChildren(SET, false);
    } catch (KeeperException.NoNodeException | KeeperException.ConnectionLossException e) {
      return List.of();
    }
  }

  /** Kills it, and by its guardian the command. */
  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
