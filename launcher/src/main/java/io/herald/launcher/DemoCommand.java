package io.herald.launcher;

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
    Path jobFile = jobFile();
    CommandLog.started(spec, "job: " + jobFile);
    Demo demo =
        new Demo(
            new DemoOptions(
                dnsPort,
                httpPort,
                mesosPort,
                zookeeperPort,
                jobFile,
                Application.executorCommand(),
                Application.executorEnvironment(),
                new DnsBeside(DnsModules.SECTIONS, DnsModules::create)),
            System.out);
    if (check) {
      return demo.check() ? 0 : 1;
    }
    CommandLog.stopBySignal(spec, () -> {}); // the demo ends its parts by a hook of its own
    demo.show();
    return 0;
  }

  /** What is launched. */
  Path jobFile() {
    return job == null ? Application.home().resolve("examples").resolve("http-example.yaml") : job;
  }
}
