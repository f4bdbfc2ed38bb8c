package io.herald.launcher;

import io.herald.demo.DcosDemo;
import io.herald.demo.Demo;
import io.herald.demo.DemoOptions;
import io.herald.demo.DnsBeside;
import io.herald.launcher.modules.DnsModules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole path on this machine. */
@Command(
    name = "demo",
    description = {
      "Runs the whole path on this machine: ZooKeeper, a small Mesos, a framework, two instances of"
          + " a job, their ServerSet members and their DNS names.",
      "Prints what to try and stays up until Ctrl-C, which leaves nothing behind."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DemoCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--story",
      paramLabel = "NAME",
      defaultValue = "announced",
      description = {
        "announced: a job in ZooKeeper and DNS; dcos-103: an app called by its VIP, scaled and"
            + " balanced (default: ${DEFAULT-VALUE})."
      })
  private String story = "";

  @Option(
      names = "--check",
      description = "Play the story, print PASS or FAIL for each check, exit 0 or 1.")
  private boolean check;

  @Option(
      names = "--dns-port",
      paramLabel = "PORT",
      defaultValue = "8053",
      description = "DNS over UDP and TCP; 0: any free one (default: ${DEFAULT-VALUE}).")
  private int dnsPort;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "8123",
      description = "The DNS server's HTTP API; 0: any free one (default: ${DEFAULT-VALUE}).")
  private int httpPort;

  @Option(
      names = "--mesos-port",
      paramLabel = "PORT",
      defaultValue = "5050",
      description = "The Mesos master; 0: any free one (default: ${DEFAULT-VALUE}).")
  private int mesosPort;

  @Option(
      names = "--zookeeper-port",
      paramLabel = "PORT",
      defaultValue = "2181",
      description = "ZooKeeper; 0: any free one (default: ${DEFAULT-VALUE}).")
  private int zookeeperPort;

  @Option(
      names = "--job",
      paramLabel = "FILE",
      description = "Job config to launch (default: examples/http-example.yaml).")
  private @Nullable Path job;

  @Override
  public Integer call() throws IOException, InterruptedException {
    DemoOptions options =
        new DemoOptions(
            dnsPort,
            httpPort,
            mesosPort,
            zookeeperPort,
            jobFile(),
            Application.executorCommand(),
            Application.executorEnvironment(),
            new DnsBeside(DnsModules.SECTIONS, DnsModules::create));
    return switch (story) {
      case "announced" -> announced(options);
      case "dcos-103" -> dcos(options, examples().resolve("dcos-103"));
      default ->
          throw new IllegalArgumentException(
              "--story \"" + story + "\" is unknown; write announced or dcos-103");
    };
  }

  private int announced(DemoOptions options) throws IOException, InterruptedException {
    CommandLog.started(spec, "job: " + options.jobFile());
    Demo demo = new Demo(options, System.out);
    if (check) {
      return demo.check() ? 0 : 1;
    }
    CommandLog.stopBySignal(spec, () -> {}); // the demo ends its parts by a hook of its own
    demo.show();
    return 0;
  }

  private int dcos(DemoOptions options, Path apps) throws IOException, InterruptedException {
    if (job != null) {
      throw new IllegalArgumentException(
          "--job " + job + ": the story dcos-103 runs apps of its own; leave it out");
    }
    CommandLog.started(spec, "apps: " + apps);
    DcosDemo demo = new DcosDemo(options, apps, System.out);
    if (check) {
      return demo.check() ? 0 : 1;
    }
    CommandLog.stopBySignal(spec, () -> {}); // the demo ends its parts by a hook of its own
    demo.show();
    return 0;
  }

  /** What is launched. */
  Path jobFile() {
    return job == null ? examples().resolve("http-example.yaml") : job;
  }

  private static Path examples() {
    return Application.home().resolve("examples");
  }
}
