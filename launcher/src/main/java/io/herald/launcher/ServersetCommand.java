package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.herald.runtime.text.Printable;
import io.herald.serverset.lint.ServerSetReader;
import io.herald.serverset.lint.TreeLint;
import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberFormatException;
import io.herald.serverset.member.MemberJson;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.monitor.ServerSetListener;
import io.herald.serverset.monitor.ServerSetMonitor;
import io.herald.serverset.monitor.ServerSets;
import io.herald.serverset.monitor.ServerSets.Content;
import io.herald.serverset.monitor.ServerSets.Group;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Looks at ServerSets: a command for each way to look. */
@Command(
    name = "serverset",
    description = "Looks at ZooKeeper ServerSets: list, read, watch, validate.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class ServersetCommand {

  private static final Parameter<String> ZK =
      Parameter.ofFlag(
              "zk",
              ValueTypes.anyText("ENSEMBLE"),
              "ZooKeeper, host:port,… or zk://[user:password@]host:port,…")
          .withLogin()
          .required();

  private ServersetCommand() {}

  /** The command with its commands. */
  static CommandLine commandLine(Map<String, String> environment) {
    CommandLine commandLine = new CommandLine(new ServersetCommand());
    for (Way way : ways()) {
      commandLine.addSubcommand(way.word(), new Look(way, environment).commandLine());
    }
    return commandLine;
  }

  /** The table of one of the commands. */
  static ParameterTable table(String command) {
    return new ParameterTable("serverset-" + command, List.of(ZK));
  }

  /** What is done at a path; the exit code. */
  @FunctionalInterface
  private interface Action {
    int run(ZooKeeperConnection zooKeeper, String path) throws IOException, InterruptedException;
  }

  /**
   * A way to look.
   *
   * @param word that names it
   * @param everywhere whether it begins at the root if no path is given
   */
  private record Way(String word, boolean everywhere, Action action, List<String> description) {}

  private static List<Way> ways() {
    return List.of(
        new Way(
            "ls",
            true,
            ServersetCommand::list,
            List.of("Lists the sets at and below a path, with their number of members.")),
        new Way(
            "cat",
            false,
            ServersetCommand::read,
            List.of("Prints the members of one set: node name and JSON.")),
        new Way(
            "watch",
            true,
            ServersetCommand::watch,
            List.of(
                "Prints the members of all sets at and below a path, then every change, until Ctrl-C.",
                "+ a member is there, - it is gone, ! it is malformed, ? ZooKeeper is lost or back.")),
        new Way(
            "validate",
            true,
            ServersetCommand::validate,
            List.of(
                "Tells what in the sets at and below a path harms a reader: which reader, and why.",
                "Exit code 2 if there is any such thing.")));
  }

  /** One way to look, as a command. */
  private static final class Look implements Callable<Integer>, TableCommand {

    private final Way way;
    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
    private final CommandFlags flags;

    Look(Way way, Map<String, String> environment) {
      this.way = way;
      spec.name(way.word()).mixinStandardHelpOptions(true);
      spec.usageMessage().description(way.description().toArray(String[]::new));
      PositionalParamSpec.Builder path =
          PositionalParamSpec.builder().paramLabel("PATH").type(String.class);
      if (way.everywhere()) {
        path.arity("0..1").description("Where to begin (default: ${DEFAULT-VALUE}).");
        path.defaultValue("/");
      } else {
        path.arity("1").description("The set's path.");
      }
      spec.addPositional(path.build());
      this.flags = CommandFlags.addTo(spec, table(way.word()), environment);
    }

    CommandLine commandLine() {
      return new CommandLine(spec);
    }

    @Override
    public CommandFlags flags() {
      return flags;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      Values values = flags.judged(flags.read());
      CommandFlags.warn(
          values, warning -> spec.commandLine().getErr().println("warning: " + warning));
      CommandFlags.refuse(values);
      String path = spec.positionalParameters().get(0).getValue();
      try (ZooKeeperConnection zooKeeper = open(values.find(ZK).orElseThrow())) {
        return way.action().run(zooKeeper, path);
      }
    }
  }

  private static int list(ZooKeeperConnection zooKeeper, String path) throws IOException {
    List<Group> groups = new ServerSets(zooKeeper).below(new ServerSetPath(path));
    if (groups.isEmpty()) {
      throw new CommandFailedException("no ServerSet with members at or below " + path);
    }
    groups.forEach(group -> System.out.println(group.path() + "\t" + group.members().size()));
    return 0;
  }

  private static int read(ZooKeeperConnection zooKeeper, String path) throws IOException {
    Optional<Group> group = new ServerSets(zooKeeper).group(new ServerSetPath(path));
    if (group.isEmpty()) {
      throw new CommandFailedException(path + " does not exist; list with: serverset ls");
    }
    group
        .get()
        .members()
        .forEach(
            (node, content) ->
                System.out.println(
                    node
                        + "\t"
                        + (content instanceof Content.Valid valid
                            ? text(valid.member())
                            : "malformed: " + ((Content.Malformed) content).reason())));
    return 0;
  }

  private static int watch(ZooKeeperConnection zooKeeper, String path) throws InterruptedException {
    try (ServerSetMonitor monitor =
        ServerSetMonitor.ofTree(zooKeeper, new ServerSetPath(path), new Printer())) {
      new CountDownLatch(1).await(); // until Ctrl-C
      return 0;
    }
  }

  private static int validate(ZooKeeperConnection zooKeeper, String path) throws IOException {
    TreeLint.Result result = new TreeLint(zooKeeper).check(new ServerSetPath(path));
    for (TreeLint.Remark remark : result.remarks()) {
      System.out.println(remark.node() + "\t" + effect(remark) + ": " + remark.what());
    }
    System.out.printf(
        "%d sets, %d members, %d remarks%n",
        result.sets(), result.members(), result.remarks().size());
    return result.remarks().isEmpty() ? 0 : 2;
  }

  private static String effect(TreeLint.Remark remark) {
    String readers =
        remark.readers().stream().map(ServerSetReader::toString).collect(joining(", "));
    if (readers.isEmpty()) {
      return "look";
    }
    return switch (remark.effect()) {
      case BLINDED -> "BLINDS for the whole set: " + readers;
      case MISSED -> "missed by " + readers;
      case BOGUS -> "a bogus endpoint for " + readers;
      case SEEN, IGNORED -> readers;
    };
  }

  private static ZooKeeperConnection open(String zk) {
    return ZooKeeperConnection.open(ZooKeeperOptions.of(zk));
  }

  private static String text(Member member) {
    // As Herald would write it; a status that it never writes is shown as it is.
    return member.isAlive()
        ? new String(MemberJson.write(member), UTF_8)
        : Printable.of(
            member.status() + " " + member.serviceEndpoint() + " " + member.additionalEndpoints());
  }

  private static final class Printer implements ServerSetListener {

    @Override
    public void added(ServerSetPath group, String nodeName, Member member) {
      print("+ " + group.child(nodeName) + "\t" + text(member));
    }

    @Override
    public void removed(ServerSetPath group, String nodeName, Member member) {
      print("- " + group.child(nodeName));
    }

    @Override
    public void malformed(ServerSetPath group, String nodeName, MemberFormatException reason) {
      print("! " + group.child(nodeName) + "\t" + reason.getMessage());
    }

    @Override
    public void connected(boolean connected) {
      print(connected ? "? ZooKeeper is there" : "? ZooKeeper is lost; retrying");
    }

    private static void print(String line) {
      System.out.println(line);
      System.out.flush();
    }
  }
}
