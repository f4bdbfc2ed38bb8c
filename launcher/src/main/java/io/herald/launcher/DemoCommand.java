package io.herald.launcher;

import io.herald.demo.DcosDemo;
import io.herald.demo.Demo;
import io.herald.demo.DemoOptions;
import io.herald.demo.DnsBeside;
import io.herald.demo.EnvironmentsDemo;
import io.herald.launcher.modules.DnsModules;
import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import io.herald.settings.Range;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
final class DemoCommand extends AnnotatedCommand {

  private static final Logger log = LoggerFactory.getLogger(DemoCommand.class);

  /** What is played. */
  private enum Story {
    ANNOUNCED,
    DCOS_103,
    ENVIRONMENTS
  }

  private static final Parameter<Story> STORY =
      Parameter.ofFlag(
              "story",
              ValueTypes.choice("NAME", Story.class),
              "announced: a job in ZooKeeper and DNS; dcos-103: an app called by its VIP, scaled and"
                  + " balanced; environments: one job in two environments that are apart, share a"
                  + " ZooKeeper in etcd, and are composed")
          .withDefault(Story.ANNOUNCED);
  private static final Parameter<Boolean> CHECK =
      Parameter.ofFlag(
              "check",
              ValueTypes.onOff(),
              "play the story, print PASS or FAIL for each check, exit 0 or 1")
          .withDefault(false);
  private static final Parameter<Integer> DNS_PORT =
      port("dns-port", "DNS over UDP and TCP; 0: any free one", 8053);
  private static final Parameter<Integer> HTTP_PORT =
      port("http-port", "the DNS server's HTTP API; 0: any free one", 8123);
  private static final Parameter<Integer> MESOS_PORT =
      port("mesos-port", "the Mesos master; 0: any free one", 5050);
  private static final Parameter<Integer> ZOOKEEPER_PORT =
      port("zookeeper-port", "ZooKeeper; 0: any free one", 2181);
  private static final Parameter<Path> JOB =
      Parameter.ofFlag(
              "job",
              ValueTypes.file("FILE"),
              "job config that the story announced launches; its checks are written for the default")
          .withDefaultWords("examples/http-example.yaml");

  static final ParameterTable TABLE =
      new ParameterTable(
          "demo", List.of(STORY, CHECK, DNS_PORT, HTTP_PORT, MESOS_PORT, ZOOKEEPER_PORT, JOB));

  private static Parameter<Integer> port(String flag, String meaning, int usual) {
    return Parameter.ofFlag(flag, ValueTypes.number(Range.PORTS), meaning).withDefault(usual);
  }

  @Spec private CommandSpec spec;

  /** The command with its flags. */
  static CommandLine commandLine(Map<String, String> environment) {
    return commandLine(new DemoCommand(), TABLE, environment);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Values values = judged(log::warn);
    CommandFlags.refuse(values);
    DemoOptions options =
        new DemoOptions(
            values.get(DNS_PORT),
            values.get(HTTP_PORT),
            values.get(MESOS_PORT),
            values.get(ZOOKEEPER_PORT),
            jobFile(values),
            Application.executorCommand(),
            Application.executorEnvironment(),
            new DnsBeside(DnsModules.SECTIONS, DnsModules::create));
    boolean check = values.get(CHECK);
    return switch (values.get(STORY)) {
      case ANNOUNCED -> announced(options, check);
      case DCOS_103 -> {
        refuseJob(values, "dcos-103 runs apps of its own");
        yield dcos(options, examples().resolve("dcos-103"), check);
      }
      case ENVIRONMENTS -> {
        refuseJob(values, "environments runs a job of its own");
        yield environments(options, examples().resolve("environments"), check);
      }
    };
  }

  private static void refuseJob(Values values, String story) {
    values
        .find(JOB)
        .ifPresent(
            job -> {
              throw new IllegalArgumentException(
                  "--job " + job + ": the story " + story + "; leave it out");
            });
  }

  private int announced(DemoOptions options, boolean check)
      throws IOException, InterruptedException {
    CommandLog.started(spec, "job: " + options.jobFile());
    Demo demo = new Demo(options, System.out);
    if (check) {
      return demo.check() ? 0 : 1;
    }
    CommandLog.stopBySignal(spec, () -> {}); // the demo ends its parts by a hook of its own
    demo.show();
    return 0;
  }

  private int dcos(DemoOptions options, Path apps, boolean check)
      throws IOException, InterruptedException {
    CommandLog.started(spec, "apps: " + apps);
    DcosDemo demo = new DcosDemo(options, apps, System.out);
    if (check) {
      return demo.check() ? 0 : 1;
    }
    CommandLog.stopBySignal(spec, () -> {}); // the demo ends its parts by a hook of its own
    demo.show();
    return 0;
  }

  private int environments(DemoOptions options, Path jobs, boolean check)
      throws IOException, InterruptedException {
    CommandLog.started(spec, "jobs: " + jobs);
    EnvironmentsDemo demo =
        new EnvironmentsDemo(options, Application.commandLine(), jobs, System.out);
    if (check) {
      return demo.check() ? 0 : 1;
    }
    CommandLog.stopBySignal(spec, () -> {}); // the demo ends its parts by a hook of its own
    demo.show();
    return 0;
  }

  /** What is launched. */
  static Path jobFile(Values values) {
    return values.find(JOB).orElseGet(() -> examples().resolve("http-example.yaml"));
  }

  private static Path examples() {
    return Application.home().resolve("examples");
  }
}
