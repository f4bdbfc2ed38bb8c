package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A command line that can't work is refused in sentences, all at once, and nothing starts. */
@Timeout(60)
class SchedulerCommandTest {

  private static final String JOB =
      """
      cluster: c
      role: r
      environment: e
      name: n
      task:
        processes: [{name: p, cmdline: sleep 600}]
        resources: {cpu: 0.1, ram: 32MB, disk: 16MB}
      """;

  @TempDir Path folder;

  static Stream<Arguments> mistakes() {
    // Flags, in which F is a folder with job.yaml; then all that is told.
    return Stream.of(
        Arguments.of(
            "--master garbage --job F/job.yaml",
            "--master: master \"garbage\": write host:port, or [v6-address]:port\n"),
        Arguments.of(
            "--master zk://zk1:x/mesos --job F/job.yaml",
            "--master: ZooKeeper URL \"zk://zk1:x/mesos\": \"x\" is not a port (1-65535)\n"),
        Arguments.of(
            "--master 127.0.0.1:1 --job F/missing.yaml",
            "F/missing.yaml: there is no such file; check the path\n"),
        Arguments.of(
            "--master 127.0.0.1:1 --job F",
            "F: it can't be read: it is a folder; name a file in it\n"),
        Arguments.of(
            "--master 127.0.0.1:1 --job F/job.yaml --framework-id-file F/no/id",
            "--framework-id-file F/no/id: the folder F/no does not exist; create it\n"),
        Arguments.of(
            "--master 127.0.0.1:1 --job F/job.yaml --framework-id-file F",
            "--framework-id-file F: it can't be read: it is a folder; name a file in it\n"),
        Arguments.of(
            "--master 127.0.0.1:1 --job F/job.yaml --framework-id-file F/job.yaml",
            "--framework-id-file F/job.yaml: \"cluster: c?role: r?environment: e?name: n?task:?"
                + "  processes:…"
                + "\" is not a framework id; name another file, or delete this one\n"),
        Arguments.of(
            "--master 127.0.0.1:1 --job F/job.yaml --job F/job.yaml",
            "F/job.yaml: the job r/e/n is in F/job.yaml too; leave one out\n"),
        Arguments.of(
            "--master 127.0.0.1:1 --environment test --job F/job.yaml --job F/job.yaml",
            "F/job.yaml: the job r/test/n is in F/job.yaml too; leave one out\n"),
        Arguments.of(
            "--master 127.0.0.1:1 --environment a/b --job F/job.yaml",
            "--environment: environment: \"a/b\" has other characters than letters, digits, \"_\","
                + " \"-\" and \".\"; leave them out\n"),
        Arguments.of(
            "--master 127.0.0.1:1 --environment test --job F/app.json",
            "F/app.json: the app /sise has no environment that --environment could replace; leave"
                + " the flag out, and give the app a label instead\n"),
        Arguments.of(
            "--master 127.0.0.1:1 --job F/app.json F/job.yaml F/app.json",
            "F/app.json: the app /sise is in F/app.json too; leave one out\n"),
        Arguments.of(
            "--master 127.0.0.1:1 --job F/docker.json",
            "F/docker.json:1: container: tasks are plain processes here, without images; write what"
                + " to run in cmd\n"),
        Arguments.of(
            "--master 127.0.0.1:1 --job F/job.yaml --announcer-ensemble garbage::",
            "--announcer-ensemble: ZooKeeper server \"garbage::\": write an IPv6 address as"
                + " [address]:port\n"),
        Arguments.of(
            "--master 127.0.0.1:1 --job F/job.yaml --on-exit detach",
            "--on-exit detach leaves tasks for the next start, which finds them by"
                + " --framework-id-file; give a file\n"),
        Arguments.of(
            "--master 127.0.0.1:1 --job F/job.yaml --on-exit detach --framework-id-file F/id"
                + " --failover-timeout-secs 0",
            "--on-exit detach leaves tasks running for --failover-timeout-secs, which is 0; give"
                + " more\n"),
        Arguments.of(
            "--master nobody --framework-id-file F/job.yaml/id --job F/a.yaml F/job.yaml"
                + " F/b.yaml --failover-timeout-secs=-1"
                + " --executor-cpus 0 --executor-ram-mb 16 --executor-disk-mb=-1 --executor-env"
                + " A-B=1 --executor-env MESOS_SANDBOX=/ --discovery-info-name {who}"
                + " --framework-name=",
            """
            --discovery-info-name = "{who}": the name template "{who}": there is no field {who}; take {name}, {environment}, {role}, {cluster} or {instance}
            --failover-timeout-secs = -1: it must be 0 or more
            --executor-cpus = 0: it must be 0.01 or more
            --executor-ram-mb = 16: it must be 32 to 2147483647
            --executor-disk-mb = -1: it must be 0 to 2147483647
            --master: master "nobody": write host:port, or [v6-address]:port
            --executor-env A-B: it is not the name of a variable; write NAME=VALUE, with letters, digits and "_" in the name
            --executor-env MESOS_SANDBOX: agents set it; choose another name
            --framework-id-file F/job.yaml/id: F/job.yaml is not a folder; name another path
            --framework-name = "": it is empty; give a name or leave the flag out
            F/a.yaml:8: instances: the text "none" stands here; write a whole number
            F/b.yaml:8: instances: the text "many" stands here; write a whole number
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void everyMistakeIsToldInASentenceAtOnce(String flags, String told) throws Exception {
    Files.writeString(folder.resolve("job.yaml"), JOB);
    Files.writeString(folder.resolve("app.json"), "{\"id\": \"/sise\", \"cmd\": \"sleep 600\"}");
    Files.writeString(
        folder.resolve("docker.json"), "{\"id\": \"/d\", \"cmd\": \"x\", \"container\": {}}");
    Files.writeString(folder.resolve("a.yaml"), JOB + "instances: none\n");
    Files.writeString(folder.resolve("b.yaml"), JOB + "instances: many\n");
    List<String> arguments = new ArrayList<>(List.of("scheduler"));
    arguments.addAll(List.of(flags.replace("F", folder.toString()).split(" ")));

    assertThat(refused(arguments))
        .isEqualTo("herald scheduler: " + told.replace("F", folder.toString()));
  }

  @Test
  void everyFlagThatCanNotBeReadIsToldAtOnce() {
    assertThat(
            refused(
                List.of(
                    "scheduler",
                    "--job=a.yaml",
                    "--failover-timeout-secs=long",
                    "--on-exit=explode",
                    "--executor-cpus=NaN",
                    "--executor-ram-mb=1GB",
                    "--executor-disk-mb=99999999999999999999",
                    "--executor-env=GREETING",
                    "--framwork-name=x")))
        .contains(
            "--master is missing; give --master=URL, or set HERALD_SCHEDULER_MASTER\n",
            "--failover-timeout-secs = \"long\": write a number of seconds, 10 or 0.25\n",
            "--on-exit = \"explode\": write one of teardown, detach\n",
            "--executor-cpus = \"NaN\": write a number, 1 or 0.25\n",
            "--executor-ram-mb = \"1GB\": write a whole number, without quotes\n",
            "--executor-disk-mb = 99999999999999999999: it must be 0 to 2147483647\n",
            "--executor-env = \"GREETING\": write NAME=VALUE\n",
            "--framwork-name")
        .endsWith("What it takes: herald scheduler --help\n");
  }

  @Test
  void theHelpSaysWhatACrashDoesToTheTasks() {
    StringWriter out = new StringWriter();

    int code =
        Herald.commandLine(Map.of()).setOut(new PrintWriter(out)).execute("scheduler", "--help");

    assertThat(code).isZero();
    assertThat(out.toString().replaceAll("\\s+", " "))
        .contains(
            "(default: 604800 with --framework-id-file, else 0)",
            "each start is a new framework, and a crash ends the tasks");
  }

  private static String refused(List<String> arguments) {
    StringWriter err = new StringWriter();
    int code =
        Herald.commandLine(Map.of())
            .setErr(new PrintWriter(err))
            .execute(arguments.toArray(String[]::new));
    assertThat(code).as(err.toString()).isEqualTo(2);
    return err.toString();
  }
}
