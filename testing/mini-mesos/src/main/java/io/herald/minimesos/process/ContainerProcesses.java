package io.herald.minimesos.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that leads a session and process group of its own, so that its children can be reached
 * with it. Thread-safe. {@link #destroy} leaves none of them: neither the group, nor descendants
 * that made groups of their own; a child that left both group and family tree is out of reach.
 */
public final class ContainerProcesses {

  private static final Logger log = LoggerFactory.getLogger(ContainerProcesses.class);
  private static final String SETSID = "setsid";
  private static final int MAX_ROUNDS = 20;

  private final Process process;

  private ContainerProcesses(Process process) {
    this.process = process;
  }

  /**
   * Whether this machine can make process groups.
   *
   * @throws IOException with what to install, if not
   */
  public static void checkSupported() throws IOException {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    if (Arrays.stream(path.split(":"))
        .noneMatch(folder -> Files.isExecutable(Path.of(folder, SETSID)))) {
      throw new IOException(
          "no \"setsid\" in PATH ("
              + path
              + "): tasks get a process group of their own by it; install util-linux");
    }
  }

  /**
   * Starts a command.
   *
   * @param command program and arguments
   * @param environment the whole of it, nothing is inherited
   * @param folder to run in; stdout and stderr are written to files of these names in it
   * @throws IOException if it can't be started
   */
  public static ContainerProcesses start(
      List<String> command, Map<String, String> environment, Path folder) throws IOException {
    return start(
        command,
        environment,
        folder,
        Redirect.to(folder.resolve("stdout").toFile()),
        Redirect.to(folder.resolve("stderr").toFile()));
  }

  /**
   * Starts a command beside another one that runs in this folder: what it writes is added to the
   * other's stderr.
   *
   * @param command program and arguments
   * @param environment the whole of it, nothing is inherited
   * @throws IOException if it can't be started
   */
  public static ContainerProcesses startBeside(
      List<String> command, Map<String, String> environment, Path folder) throws IOException {
    Redirect stderr = Redirect.appendTo(folder.resolve("stderr").toFile());
    return start(command, environment, folder, stderr, stderr);
  }

  private static ContainerProcesses start(
      List<String> command,
      Map<String, String> environment,
      Path folder,
      Redirect out,
      Redirect err)
      throws IOException {
    List<String> line = new ArrayList<>(List.of(SETSID));
    line.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectInput(new java.io.File("/dev/null"))
            .redirectOutput(out)
            .redirectError(err);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new ContainerProcesses(builder.start());
  }

  public long pid() {
    return process.pid();
  }

  /** Calls back when the leader has ended, on any thread; its children may live on. */
  public void onExit(Consumer<ExitStatus> listener) {
    CompletableFuture<Void> unused =
        process.onExit().thenAccept(ended -> listener.accept(ExitStatus.of(ended.exitValue())));
  }

  /** Sends SIGTERM to the whole group. */
  public void terminate() {
    signal("TERM", List.of(-pid()));
  }

  /** Kills the leader, its group, and every descendant with the group that it may lead. */
  public void destroy() {
    if (!process.isAlive()) {
      // Its number may be another process' by now; the group's is taken while the group lives.
      signal("KILL", List.of(-pid()));
      return;
    }
    Set<Long> family = new LinkedHashSet<>(List.of(pid()));
    // Stopped processes can't fork: once a round finds no new process, the family is complete.
    for (int round = 0; round < MAX_ROUNDS; round++) {
      signal("STOP", bothWays(family));
      int before = family.size();
      process.descendants().map(ProcessHandle::pid).forEach(family::add);
      if (family.size() == before) {
        break;
      }
    }
    signal("KILL", bothWays(family));
  }

  private static List<Long> bothWays(Collection<Long> pids) {
    List<Long> targets = new ArrayList<>();
    for (long pid : pids) {
      targets.add(-pid);
      targets.add(pid);
    }
    return targets;
  }

  /** The shell's own kill, once per target: one that is gone does not spare the others. */
  private static void signal(String name, List<Long> targets) {
    String script =
        targets.stream()
            .map(target -> "kill -s " + name + " -- " + target)
            .collect(Collectors.joining("; "));
    try {
      Process kill =
          new ProcessBuilder("sh", "-c", script)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      kill.waitFor();
    } catch (IOException e) {
      log.error("SIG{} can't be sent to {}: {}", name, targets, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
