package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.herald.runtime.text.Printable;
import io.herald.serverset.lint.Reader;
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
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks at ServerSets. */
@Command(
    name = "serverset",
    description = "Looks at ZooKeeper ServerSets: list, read, watch, validate.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class ServersetCommand {

  private static final String ZK = "ZooKeeper, host:port,… or zk://[user:password@]host:port,…";

  @Command(
      name = "ls",
      description = "Lists the sets at and below a path, with their number of members.",
      mixinStandardHelpOptions = true)
  int list(
      @Option(names = "--zk", required = true, paramLabel = "ENSEMBLE", description = ZK) String zk,
      @Parameters(
              paramLabel = "PATH",
              arity = "0..1",
              defaultValue = "/",
              description = "Where to begin (default: ${DEFAULT-VALUE}).")
          String path)
      throws IOException {
    try (ZooKeeperConnection zooKeeper = open(zk)) {
      List<Group> groups = new ServerSets(zooKeeper).below(new ServerSetPath(path));
      if (groups.isEmpty()) {
        throw new CommandFailedException("no ServerSet with members at or below " + path);
      }
      groups.forEach(group -> System.out.println(group.path() + "\t" + group.members().size()));
      return 0;
    }
  }

  @Command(
      name = "cat",
      description = "Prints the members of one set: node name and JSON.",
      mixinStandardHelpOptions = true)
  int read(
      @Option(names = "--zk", required = true, paramLabel = "ENSEMBLE", description = ZK) String zk,
      @Parameters(paramLabel = "PATH", description = "The set's path.") String path)
      throws IOException {
    try (ZooKeeperConnection zooKeeper = open(zk)) {
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
  }

  @Command(
      name = "watch",
      description = {
        "Prints the members of all sets at and below a path, then every change, until Ctrl-C.",
        "+ a member is there, - it is gone, ! it is malformed, ? ZooKeeper is lost or back."
      },
      mixinStandardHelpOptions = true)
  int watch(
      @Option(names = "--zk", required = true, paramLabel = "ENSEMBLE", description = ZK) String zk,
      @Parameters(
              paramLabel = "PATH",
              arity = "0..1",
              defaultValue = "/",
              description = "Where to begin (default: ${DEFAULT-VALUE}).")
          String path)
      throws InterruptedException {
    try (ZooKeeperConnection zooKeeper = open(zk);
        ServerSetMonitor monitor =
            ServerSetMonitor.ofTree(zooKeeper, new ServerSetPath(path), new Printer())) {
      new CountDownLatch(1).await(); // until Ctrl-C
      return 0;
    }
  }

  @Command(
      name = "validate",
      description = {
        "Tells what in the sets at and below a path harms a reader: which reader, and why.",
        "Exit code 2 if there is any such thing."
      },
      mixinStandardHelpOptions = true)
  int validate(
      @Option(names = "--zk", required = true, paramLabel = "ENSEMBLE", description = ZK) String zk,
      @Parameters(
              paramLabel = "PATH",
              arity = "0..1",
              defaultValue = "/",
              description = "Where to begin (default: ${DEFAULT-VALUE}).")
          String path)
      throws IOException {
    try (ZooKeeperConnection zooKeeper = open(zk)) {
      TreeLint.Result result = new TreeLint(zooKeeper).check(new ServerSetPath(path));
      for (TreeLint.Remark remark : result.remarks()) {
        System.out.println(remark.node() + "\t" + effect(remark) + ": " + remark.what());
      }
      System.out.printf(
          "%d sets, %d members, %d remarks%n",
          result.sets(), result.members(), result.remarks().size());
      return result.remarks().isEmpty() ? 0 : 2;
    }
  }

  private static String effect(TreeLint.Remark remark) {
    String readers = remark.readers().stream().map(Reader::toString).collect(joining(", "));
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
