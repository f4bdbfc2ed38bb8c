package io.herald.launcher;

import io.herald.minimesos.AgentView;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** mini-mesos on its own. */
@Command(
    name = "mesos",
    description = {
      "Runs a small Mesos master and its agents in this process, on the loopback address.",
      "They speak Mesos' own HTTP APIs and run tasks as processes of this machine, as you; for"
          + " trying things out, not for production."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class MesosCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "5050",
      description = "The master's; 0: any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--zk",
      paramLabel = "URL",
      description =
          "zk://host:port/path to register the master at. Not given: it leads without ZooKeeper.")
  private @Nullable String zk;

  @Option(
      names = "--agents",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many agents (default: ${DEFAULT-VALUE}).")
  private int agents;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the agents' sandboxes; made if absent, left in place.")
  private Path workDir = Path.of("");

  @Override
  public Integer call() throws IOException, InterruptedException {
    MiniMesosOptions options = MiniMesosOptions.in(workDir).withPort(port).withAgents(agents);
    MiniMesos mesos = MiniMesos.start(zk == null ? options : options.withZooKeeper(zk));
    ServiceLog.start(spec, "work folder: " + workDir, mesos::close);
    System.out.println("master " + mesos.httpUrl());
    for (AgentView agent : mesos.agents()) {
      System.out.println("agent  " + agent.id() + " http://127.0.0.1:" + agent.port());
    }
    System.out.println("Ctrl-C ends them and every task.");
    System.out.flush();
    new CountDownLatch(1).await(); // until a signal; the hook ends the cluster
    return 0;
  }
}
