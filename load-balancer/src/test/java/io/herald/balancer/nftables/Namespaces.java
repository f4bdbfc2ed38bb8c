package io.herald.balancer.nftables;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Network namespaces of the test's own: the machine {@code host}, and others beside it, each with
 * an address in {@code 10.77.N.2/24} and {@code fd77:N::2/64} and the host as their router. All of
 * it ends with it.
 */
final class Namespaces implements AutoCloseable {

  private final String prefix = "herald" + ProcessHandle.current().pid() + "-";
  private final Path program;
  private final List<String> names = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();

  Namespaces(Path folder) throws IOException, InterruptedException {
    program = folder.resolve("peer.py");
    try (var source = Namespaces.class.getResourceAsStream("peer.py")) {
      Files.write(program, source.readAllBytes());
    }
    add("host");
    for (String setting : List.of("ipv4.ip_forward=1", "ipv6.conf.all.forwarding=1")) {
      in("host", "sysctl", "-q", "-w", "net." + setting);
    }
  }

  /** Whether this machine lets us: root, and namespaces that can be made. */
  static boolean areAllowed() throws InterruptedException {
    KernelCommands commands = new SystemCommands();
    String name = "herald-probe" + ProcessHandle.current().pid();
    boolean allowed = commands.run(List.of("ip", "netns", "add", name), "").ok();
    if (allowed) {
      allowed =
          commands.run(List.of("ip", "netns", "exec", name, "nft", "list", "ruleset"), "").ok();
      commands.run(List.of("ip", "netns", "delete", name), "");
    }
    return allowed;
  }

  private void add(String name) throws InterruptedException {
    names.add(name);
    run(List.of("ip", "netns", "add", prefix + name), "");
    in(name, "ip", "link", "set", "lo", "up");
  }

  /** A machine without a network, and without an address but loopback's. */
  void addAlone(String name) throws InterruptedException {
    add(name);
  }

  /** One beside the host, as a container or another machine is. */
  void addNeighbour(String name, int number) throws InterruptedException {
    add(name);
    String here = "to" + number;
    in(
        "host",
        "ip",
        "link",
        "add",
        here,
        "type",
        "veth",
        "peer",
        "name",
        "up0",
        "netns",
        prefix + name);
    String v4 = "10.77." + number + ".";
    String v6 = "fd77:" + number + "::";
    for (String[] end : new String[][] {{"host", here, "1"}, {name, "up0", "2"}}) {
      in(end[0], "ip", "addr", "add", v4 + end[2] + "/24", "dev", end[1]);
      in(end[0], "ip", "addr", "add", v6 + end[2] + "/64", "dev", end[1], "nodad");
      in(end[0], "ip", "link", "set", end[1], "up");
    }
    in(name, "ip", "route", "add", "default", "via", v4 + "1");
    in(name, "ip", "-6", "route", "add", "default", "via", v6 + "1");
  }

  /** Commands that run in such a namespace. */
  KernelCommands commands(String name) {
    KernelCommands commands = new SystemCommands();
    return (words, input) -> commands.run(inside(name, words), input);
  }

  private List<String> inside(String name, List<String> words) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", prefix + name));
    all.addAll(words);
    return all;
  }

  /** Runs it there; it must succeed. */
  void in(String name, String... words) throws InterruptedException {
    run(inside(name, List.of(words)), "");
  }

  private static void run(List<String> words, String input) throws InterruptedException {
    KernelCommands.Outcome outcome = new SystemCommands().run(words, input);
    assertThat(outcome.ok()).as(String.join(" ", words) + ": " + outcome.why()).isTrue();
  }

  /** A backend, once it serves; it answers with its name and its client's address. */
  void serve(String namespace, String name, int port) throws IOException {
    start(namespace, "serve", name, String.valueOf(port));
  }

  /** A client that keeps its sockets. */
  Client client(String namespace) throws IOException {
    return new Client(start(namespace, "client"));
  }

  private Peer start(String namespace, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of("python3", program.toString()));
    words.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(inside(namespace, words)).redirectError(new File("/dev/stderr")).start();
    processes.add(process);
    Peer peer = new Peer(process);
    assertThat(peer.out.readLine()).isEqualTo("ready");
    return peer;
  }

  private static final class Peer {
    private final BufferedReader out;
    private final Writer in;

    Peer(Process process) {
      out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
      in = new OutputStreamWriter(process.getOutputStream(), UTF_8);
    }
  }

  /** A client of VIPs. */
  static final class Client {
    private final Peer peer;

    private Client(Peer peer) {
      this.peer = peer;
    }

    private String tell(String line) throws IOException {
      peer.in.write(line + "\n");
      peer.in.flush();
      return peer.out.readLine();
    }

    /** Opens a socket of this id: {@code opened}, or {@code error: …}. */
    String open(String id, String protocol, String address, int port) throws IOException {
      return tell("open " + id + " " + protocol + " " + address + " " + port);
    }

    /** Who answers at it: {@code NAME ADDRESS-SEEN}, or {@code error: …}. */
    String ask(String id) throws IOException {
      return tell("ask " + id);
    }

    /** The same over a TCP connection of its own. */
    String once(String address, int port) throws IOException {
      String opened = open("once", "tcp", address, port);
      if (!opened.equals("opened")) {
        return opened;
      }
      String answer = ask("once");
      tell("close once");
      return answer;
    }
  }

  @Override
  public void close() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly();
      process.waitFor();
    }
    for (String name : names) {
      run(List.of("ip", "netns", "delete", prefix + name), "");
    }
  }
}
