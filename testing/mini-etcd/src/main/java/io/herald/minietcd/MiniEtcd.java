package io.herald.minietcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.ports.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A member of a cluster, most often of one: Debian's {@code etcd} on free ports, its data in a
 * folder of the test. {@code etcdctl} does what a test has no other way for. Used by one thread.
 */
public final class MiniEtcd implements AutoCloseable {

  private static final Path SERVER = Path.of("/usr/bin/etcd");
  private static final Path CONTROL = Path.of("/usr/bin/etcdctl");

  /** Ends what never ends; a machine ten times slower than ours is far from it. */
  static final Duration END = Duration.ofMinutes(5);

  /** How soon what isn't so yet is looked at again. */
  static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private static final int SHOWN_OF_LOG = 2_000;

  private static final FreePorts PORTS = new FreePorts();

  private final Path folder;
  private final Seat seat;
  private final Access access;
  private final List<String> options;
  private Process process;

  /** Once there are users. */
  private @Nullable String root;

  /**
   * Who it is among the members.
   *
   * @param cluster all members, as etcd's flag {@code --initial-cluster} has them
   */
  record Seat(String name, int clientPort, int peerPort, String cluster) {

    /** As many as these names, at free ports. */
    static List<Seat> take(String... names) throws IOException {
      List<Integer> ports = PORTS.take(2 * names.length);
      List<String> members = new ArrayList<>();
      for (int i = 0; i < names.length; i++) {
        members.add(names[i] + "=http://127.0.0.1:" + ports.get(2 * i + 1));
      }
      List<Seat> seats = new ArrayList<>();
      for (int i = 0; i < names.length; i++) {
        seats.add(
            new Seat(names[i], ports.get(2 * i), ports.get(2 * i + 1), String.join(",", members)));
      }
      return seats;
    }
  }

  /** How clients reach it, and what etcdctl says of itself. */
  private record Access(boolean tls, List<String> controlOptions) {

    static final Access PLAIN = new Access(false, List.of());
  }

  private MiniEtcd(Path folder, Seat seat, List<String> options, Access access) throws IOException {
    this.folder = folder;
    this.seat = seat;
    this.options = options;
    this.access = access;
    this.process = launch();
  }

  /**
   * Starts one, and waits until it answers.
   *
   * @param folder gets its data and its log
   * @param options more of etcd's flags
   * @throws IOException if etcd isn't installed, or ends at once
   */
  public static MiniEtcd start(Path folder, String... options)
      throws IOException, InterruptedException {
    return start(folder, Arrays.asList(options), Access.PLAIN);
  }

  /** As {@link #start(Path, String...)}, over TLS with this pair of PEM files. */
  public static MiniEtcd startWithTls(Path folder, Path certificate, Path key, String... options)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("--cert-file=" + certificate, "--key-file=" + key));
    all.addAll(Arrays.asList(options));
    return start(folder, all, new Access(true, List.of("--cacert=" + certificate)));
  }

  /**
   * As {@link #startWithTls}, for clients alone that show a certificate.
   *
   * @param clients whom it trusts to say who is a client
   * @param certificate that etcdctl shows, with its key
   */
  public static MiniEtcd startForCertified(
      Path folder, ServerPair server, Path clients, Path certificate, Path key, String... options)
      throws IOException, InterruptedException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--cert-file=" + server.certificate(),
                "--key-file=" + server.key(),
                "--client-cert-auth",
                "--trusted-ca-file=" + clients));
    all.addAll(Arrays.asList(options));
    List<String> control =
        List.of("--cacert=" + server.certificate(), "--cert=" + certificate, "--key=" + key);
    return start(folder, all, new Access(true, control));
  }

  /** What a member shows, PEM. */
  public record ServerPair(Path certificate, Path key) {}

  private static MiniEtcd start(Path folder, List<String> options, Access access)
      throws IOException, InterruptedException {
    requirePrograms();
    MiniEtcd etcd = new MiniEtcd(folder, Seat.take("mini").get(0), options, access);
    etcd.awaitAnswers();
    return etcd;
  }

  /** A member of several; it answers once most of them are up. */
  static MiniEtcd launch(Path folder, Seat seat) throws IOException {
    requirePrograms();
    return new MiniEtcd(folder, seat, List.of(), Access.PLAIN);
  }

  private static void requirePrograms() throws IOException {
    for (Path program : List.of(SERVER, CONTROL)) {
      if (!Files.isExecutable(program)) {
        throw new IOException(
            program
                + " is missing; install it with: apt-get install etcd-server etcd-client"
                + " (./herald test does so)");
      }
    }
  }

  private Process launch() throws IOException {
    String peer = "http://127.0.0.1:" + seat.peerPort();
    List<String> command =
        new ArrayList<>(
            List.of(
                SERVER.toString(),
                "--name=" + seat.name(),
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + endpoint(),
                "--advertise-client-urls=" + endpoint(),
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=" + seat.cluster(),
                "--logger=zap",
                "--log-outputs=stderr"));
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD_"));
    if (!System.getProperty("os.arch").equals("amd64")) {
      // Debian builds it for architectures that its authors don't support.
      builder.environment().put("ETCD_UNSUPPORTED_ARCH", architecture());
    }
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    return builder.start();
  }

  /** As Go names it. */
  private static String architecture() {
    String name = System.getProperty("os.arch");
    return name.equals("aarch64") ? "arm64" : name;
  }

  private Path log() {
    return folder.resolve("etcd.log");
  }

  /** Waits until it answers. */
  void awaitAnswers() throws IOException, InterruptedException {
    long end = System.nanoTime() + END.toNanos();
    while (!isListening() || !isHealthy()) {
      if (process.waitFor(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("etcd has ended with " + process.exitValue() + ": " + logText());
      }
      if (System.nanoTime() - end > 0) {
        throw new IOException("etcd doesn't answer: " + logText());
      }
    }
  }

  private boolean isListening() {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), seat.clientPort()), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isHealthy() throws IOException, InterruptedException {
    return run(root, List.of("endpoint", "health")).code() == 0;
  }

  /** The end of what it printed, for the message of a failed test. */
  public String logText() {
    try {
      String text = Files.readString(log(), UTF_8);
      return text.substring(Math.max(0, text.length() - SHOWN_OF_LOG));
    } catch (IOException e) {
      return "its log can't be read: " + e;
    }
  }

  /** Where clients connect to, as a URL. */
  public String endpoint() {
    return (access.tls() ? "https" : "http") + "://127.0.0.1:" + seat.clientPort();
  }

  /** The port of {@link #endpoint}. */
  public int port() {
    return seat.clientPort();
  }

  /** Its process' number. */
  public long pid() {
    return process.pid();
  }

  /** kill -9, and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts again on the same data and ports, and waits until it answers. */
  public void restart() throws IOException, InterruptedException {
    relaunch();
    awaitAnswers();
  }

  /** Starts again on the same data and ports. */
  void relaunch() throws IOException, InterruptedException {
    if (process.isAlive()) {
      kill();
    }
    process = launch();
  }

  /** Whether its process runs. */
  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it, removes all that it has stored, and starts it as a new cluster at the same port. */
  public void restartEmpty() throws IOException, InterruptedException {
    kill();
    try (var files = Files.walk(folder.resolve("etcd"))) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    process = launch();
    awaitAnswers();
  }

  /** What etcdctl printed. */
  private record Output(int code, String text) {}

  /**
   * Runs etcdctl with this member as its endpoint.
   *
   * @return what it printed
   * @throws IllegalStateException if it failed
   */
  public String etcdctl(String... arguments) throws IOException, InterruptedException {
    return control(null, arguments);
  }

  /** As {@link #etcdctl(String...)}, with a user as {@code name:password}. */
  public String etcdctlAs(String user, String... arguments)
      throws IOException, InterruptedException {
    return control(user, arguments);
  }

  private String control(@Nullable String user, String... arguments)
      throws IOException, InterruptedException {
    Output output = run(user, Arrays.asList(arguments));
    if (output.code() != 0) {
      throw new IllegalStateException(
          "etcdctl " + String.join(" ", arguments) + ": " + output.text());
    }
    return output.text();
  }

  private Output run(@Nullable String user, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(CONTROL.toString(), "--endpoints=" + endpoint()));
    command.addAll(access.controlOptions());
    if (user != null) {
      command.add("--user=" + user);
    }
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCDCTL_"));
    builder.environment().put("ETCDCTL_API", "3");
    Process control = builder.start();
    control.getOutputStream().close();
    String text = new String(control.getInputStream().readAllBytes(), UTF_8);
    return new Output(control.waitFor(), text);
  }

  /** Removes the history up to now, so that no watch can go on from before. */
  public void compact() throws IOException, InterruptedException {
    String status = control(root, "endpoint", "status", "--write-out=json");
    String revision = status.replaceFirst("(?s).*\"revision\":(\\d+).*", "$1");
    var unused = control(root, "compact", "--physical", revision);
  }

  /**
   * Switches users on: {@code root} with this password, and one more who may read and write one
   * prefix alone.
   */
  public void enableUsers(String rootPassword, String user, String password, String prefix)
      throws IOException, InterruptedException {
    for (String[] step :
        List.of(
            new String[] {"user", "add", "root:" + rootPassword},
            new String[] {"user", "grant-role", "root", "root"},
            new String[] {"role", "add", "limited"},
            new String[] {
              "role", "grant-permission", "--prefix=true", "limited", "readwrite", prefix
            },
            new String[] {"user", "add", user + ":" + password},
            new String[] {"user", "grant-role", user, "limited"},
            new String[] {"auth", "enable"})) {
      var unused = etcdctl(step);
    }
    root = "root:" + rootPassword;
  }

  /** Ends it. */
  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
      kill();
      throw new IllegalStateException("etcd didn't end: " + logText());
    }
  }
}
