package io.herald.balancer.haproxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The process: started with a master, which outlives Herald; reloaded through it; told changes
 * through its Runtime API. If the master or the worker is killed, the other one ends too, so that
 * there is nothing in between to be repaired.
 */
final class HaproxyProcess {

  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration START = Duration.ofSeconds(60);
  private static final String PID = "haproxy.pid";
  private static final long PAUSE_MILLIS = 20;

  /** Commands on one line, which HAProxy takes up to 16 kB of. */
  private static final int BATCH = 30;

  /** What HAProxy says of commands that it has carried out; of most it says nothing. */
  private static final Pattern DONE =
      Pattern.compile(
          "|New server registered\\.|Server deleted\\.|(IP|port) changed from .*"
              + "|no need to change .*|nothing changed.*");

  private final HaproxySettings settings;
  private final RuntimeSocket admin;
  private final RuntimeSocket master;

  HaproxyProcess(HaproxySettings settings) {
    this.settings = settings;
    this.admin = new RuntimeSocket(settings.adminSocket(), ANSWER);
    this.master = new RuntimeSocket(settings.masterSocket(), ANSWER);
  }

  /** What the master says; empty if none answers. */
  Optional<MasterState> master() {
    try {
      return MasterState.parse(master.ask("show proc"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The master that Herald started in this folder, if its process is there, whether it answers or
   * not. One that has ended and waits for its parent isn't.
   */
  Optional<ProcessHandle> masterProcess() throws IOException {
    Path pid = settings.folder().resolve(PID);
    if (!Files.exists(pid)) {
      return Optional.empty();
    }
    String number = Files.readString(pid).strip();
    Path command = Path.of("/proc", number, "cmdline");
    if (!number.matches("[0-9]+") || !Files.exists(command)) {
      return Optional.empty();
    }
    // Of a process that has ended the command line is empty.
    String words;
    try {
      words = Files.readString(command);
    } catch (IOException e) {
      return Optional.empty(); // it has ended just now
    }
    return words.contains(settings.configuration().toString())
        ? ProcessHandle.of(Long.parseLong(number))
        : Optional.empty();
  }

  /** The worker; empty if none that has loaded a file of Herald's answers. */
  Optional<WorkerInfo> worker() {
    try {
      String info = admin.ask("show info");
      Optional<Long> pid =
          info.lines()
              .filter(line -> line.startsWith("Pid: "))
              .map(line -> Long.parseLong(line.substring("Pid: ".length()).strip()))
              .findFirst();
      return ConfigPlanner.markIn(info).flatMap(mark -> pid.map(id -> new WorkerInfo(id, mark)));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Deletes a server, {@code backend/name}, if it has no connections. */
  String delete(String server) throws IOException {
    return admin.ask("del server " + server);
  }

  /** Its servers, by backend and name. */
  Map<String, Map<String, RunningServer>> servers() throws IOException {
    try {
      return ServerStates.parse(admin.ask("show servers state"));
    } catch (IllegalArgumentException e) {
      throw new IOException(e);
    }
  }

  /** Its statistics, as CSV. */
  String statistics() throws IOException {
    return admin.ask("show stat");
  }

  /** The lines of a map; empty text if HAProxy hasn't loaded it. */
  String map(Path file) throws IOException {
    return admin.ask("show map " + file);
  }

  /**
   * Has commands carried out.
   *
   * @return what HAProxy says against some of them; empty: all were
   */
  Optional<String> tell(List<String> commands) throws IOException {
    for (int i = 0; i < commands.size(); i += BATCH) {
      List<String> batch = commands.subList(i, Math.min(commands.size(), i + BATCH));
      String answer = admin.ask(String.join("; ", batch));
      for (String line : answer.split("\n")) {
        if (!DONE.matcher(line.strip()).matches()) {
          return Optional.of(line.strip());
        }
      }
    }
    return Optional.empty();
  }

  /** Replaces a certificate that is loaded; the same contract as {@link #tell}. */
  Optional<String> replaceCertificate(Path file, String pem) throws IOException {
    String payload = pem.lines().filter(l -> !l.isBlank()).reduce("", (a, b) -> a + b + "\n");
    String set = admin.ask("set ssl cert " + file + " <<\n" + payload);
    if (!set.contains("Transaction created") && !set.contains("Transaction updated")) {
      return Optional.of(set.strip());
    }
    String commit = admin.ask("commit ssl cert " + file);
    return commit.contains("Success!") ? Optional.empty() : Optional.of(commit.strip());
  }

  /** Writes down the servers' state, for the process that takes over. */
  void saveServerState() throws IOException {
    Path fresh = settings.folder().resolve("servers.state.new");
    Files.writeString(fresh, admin.ask("show servers state"));
    HaproxyFiles.move(fresh, settings.serverState());
  }

  /** Nothing of it is for a process that starts later. */
  void forgetServerState() throws IOException {
    Files.writeString(settings.serverState(), ServerStates.NONE);
  }

  /**
   * Starts one.
   *
   * @return what HAProxy says against it; empty: it serves
   */
  Optional<String> start() throws IOException, InterruptedException {
    forgetServerState();
    List<String> command = new ArrayList<>(List.of(settings.program(), "-W", "-D"));
    command.addAll(List.of("-S", settings.masterSocket() + ",mode,600,level,admin"));
    command.addAll(List.of("-p", settings.folder().resolve(PID).toString()));
    command.addAll(List.of("-f", settings.configuration().toString()));
    ProgramRun run = ProgramRun.of(command, settings.folder().resolve("haproxy.start.log"), START);
    if (run.status() != 0) {
      return Optional.of(ConfigCheck.alerts(run.output()));
    }
    if (!awaitMaster()) {
      return Optional.of(
          settings.program()
              + " has ended and left no process behind, so it isn't HAProxy 2.6 or newer; give"
              + " haproxyProgram the path of one");
    }
    return await(state -> worker().isPresent())
        ? Optional.empty()
        : Optional.of("it was started, but its socket doesn't answer");
  }

  /** Whether the master is there, which goes into the background on its own. */
  private boolean awaitMaster() throws IOException, InterruptedException {
    long end = System.nanoTime() + ANSWER.toNanos();
    while (masterProcess().isEmpty()) {
      if (System.nanoTime() > end) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    return true;
  }

  /**
   * Has it load its file.
   *
   * @return what is wrong with that; empty: the new worker serves
   */
  Optional<String> reload() throws IOException, InterruptedException {
    Optional<MasterState> before = master();
    if (before.isEmpty()) {
      return Optional.of("its master doesn't answer");
    }
    master.ask("reload");
    int reloads = before.get().reloads();
    boolean over =
        await(
            state ->
                state.reloads() > reloads
                    && (state.failed() > 0 || !state.workers().equals(before.get().workers()))
                    && worker().isPresent());
    Optional<MasterState> after = master();
    if (!over || after.isEmpty()) {
      return Optional.of("its master doesn't come back from a reload");
    }
    return after.get().failed() == 0
        ? Optional.empty()
        : Optional.of("it went on with the file before");
  }

  private boolean await(Predicate<MasterState> condition) throws InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < end) {
      Optional<MasterState> state = master();
      if (state.isPresent() && condition.test(state.get())) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    return false;
  }
}
