package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class InspectCommandTest {

  private static final Path EXAMPLE = Path.of("..", "examples", "http-example.yaml");

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int inspect(Path job, String... flags) {
    CommandLine herald = Herald.commandLine(Map.of());
    herald.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    List<String> args = new ArrayList<>(List.of("inspect", job.toString()));
    args.addAll(List.of(flags));
    return herald.execute(FlagSpelling.canonical(args.toArray(String[]::new)));
  }

  private Path job(String more) throws IOException {
    return Files.writeString(
        folder.resolve("job.yaml"),
        """
        cluster: west
        role: www
        environment: prod
        name: shop
        task:
          processes: [{name: p, cmdline: "serve"}]
          resources: {cpu: 0.1, ram: 64MB, disk: 16MB}
        """
            + more);
  }

  @Test
  void theExampleIsShownAsItWillBeFound() throws Exception {
    try (InputStream expected = getClass().getResourceAsStream("http-example-inspected.txt")) {
      assertThat(inspect(EXAMPLE, "-populate_discovery_info")).isZero();
      assertThat(out.toString()).isEqualTo(new String(expected.readAllBytes(), UTF_8));
    }
  }

  @Test
  void aJobThatWantsNothingHasItsTasksNameAlone() throws Exception {
    assertThat(inspect(job(""))).isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            west/www/prod/shop, instance 0 of 1

            DiscoveryInfo, framework TwitterScheduler
              none: --populate-discovery-info is off

            ServerSet, agent agent.example
              none: the job has no announce block

            DNS, once it runs
              A    wwwprodshop-<hash of the task>-<agent>.twitterscheduler.mesos
              A    wwwprodshop-<hash of the task>-<agent>.twitterscheduler.slave.mesos
              A    wwwprodshop.twitterscheduler.mesos
              A    wwwprodshop.twitterscheduler.slave.mesos

            DNS, besides, where the server has rfc2782Names
              none: they are for names of several labels, with ports

            DNS, besides, where the server follows ServerSets at /aurora
              none: the job has no announce block
            """);
  }

  @Test
  void everyFlagIsHeard() throws Exception {
    Path job =
        job(
            """
            instances: 2
            ports: [{name: dns, protocol: udp, labels: {a: b}}]
            constraints: {dedicated: www/x}
            announce: {primary_port: old, portmap: {old: 81}, zk_path: /own/path}
            discovery: {version: 1.2.3, weight: 2, visibility: external, labels: {team: search}}
            """);

    assertThat(
            inspect(
                job,
                "--populate-discovery-info",
                "--discovery-info-name={name}-{instance}.{cluster}",
                "--framework-name=shops",
                "--cluster-name=east",
                "--instance=1",
                "--announcer-serverset-path=/unused",
                "--domain=example.org",
                "--enforce-rfc952"))
        .isZero();
    assertThat(out.toString().replaceAll("\\s+", " "))
        .contains("old 81 TCP, as the job says")
        .contains("\"visibility\" : \"EXTERNAL\", \"name\" : \"shop-1.east\"")
        .contains("\"location\" : \"east\", \"version\" : \"1.2.3\"")
        .contains("\"key\" : \"io.herald.weight\", \"value\" : \"2\"")
        .contains("/own/path member_NNNNNNNNNN {\"serviceEndpoint\":{\"host\":\"agent.example\"")
        .contains("\"shard\":1,\"metadata\":{\"team\":\"search\"}}")
        .contains("must run with --announcer-allow-custom-serverset-path.")
        .contains("SRV _dns._shop-1.east._udp.shops.example.org 31000")
        .contains("SRV _old._shop-1-east._tcp.shops.example.org 81")
        .contains("follows ServerSets at /unused none: /own/path lies elsewhere");
  }

  @Test
  void aurorasModeShowsWhatAuroraWrites() {
    assertThat(inspect(EXAMPLE, "--populate_discovery_info=true", "--discovery_info_mode=aurora"))
        .isZero();

    assertThat(out.toString())
        .contains("\"name\" : \"http\"")
        .doesNotContain("\"labels\"")
        .doesNotContain("\"name\" : \"aurora\"");
  }

  @Test
  void d17_aTaskHasTheNamesThatMesosDnsGivesIt() throws Exception {
    Path job =
        Files.writeString(
            folder.resolve("job.yaml"),
            """
            cluster: devcluster
            role: vagrant
            environment: test
            name: http_example
            ports: [http]
            task:
              processes: [{name: p, cmdline: "serve"}]
              resources: {cpu: 0.1, ram: 64MB, disk: 16MB}
            """);

    assertThat(
            inspect(
                job,
                "-populate_discovery_info=true",
                "-discovery_info_mode=aurora",
                "-framework_name=Aurora"))
        .isZero();
    assertThat(out.toString().lines())
        .contains(
            "  A    http_example.test.vagrant.aurora.mesos",
            "  A    http-example-test-vagrant.aurora.mesos",
            "  SRV  _http_example.test.vagrant._tcp.aurora.mesos  31000",
            "  SRV  _http-example-test-vagrant._tcp.aurora.mesos  31000",
            "  SRV  _http._http_example.test.vagrant._tcp.aurora.mesos  31000",
            "  SRV  _http._http-example-test-vagrant._tcp.aurora.mesos  31000");

    inspect(job, "--populate-discovery-info", "--framework-name=Aurora", "--enforce-rfc952");
    assertThat(out.toString().lines()).contains("  A    http-example-test-vagran.aurora.mesos");
  }

  @Test
  void aliasesThatAuroraTellsNobodyComeWithTheAnnouncement() {
    assertThat(
            inspect(
                EXAMPLE,
                "--populate-discovery-info",
                "--discovery-info-mode=aurora",
                "--announcer-serverset-path=//aurora/"))
        .isZero();

    assertThat(out.toString().lines())
        .containsSubsequence(
            "DNS, besides, where the server follows ServerSets at /aurora",
            "  SRV  _aurora._http-example-test-vagrant._tcp.twitterscheduler.mesos  31001");
  }

  @Test
  void whatATasksLabelsWantIsShown() throws Exception {
    Path job =
        job(
            """
            ports:
              - {name: http, labels: {io.herald.dns.priority: "10", io.herald.dns.weight: "2"}}
              - {name: hidden, labels: {io.herald.dns.publish: "false"}}
            """);

    assertThat(inspect(job, "--populate-discovery-info")).isZero();

    assertThat(out.toString())
        .contains(
            "SRV  _http._shop-prod-www._tcp.twitterscheduler.mesos  31001 (priority 10, weight 511)")
        .doesNotContain("_hidden._");
  }

  @Test
  void aCheckThatEveryAnswerPassesAndPortsOfOneVariableAreWarnedOf() throws Exception {
    Path job =
        job(
            """
            ports: [http, admin-http, admin_http]
            health_check_config:
              health_checker: {http: {port: http, expected_response: ""}}
            """);

    assertThat(inspect(job)).isZero();

    assertThat(err.toString())
        .isEqualTo(
            "warning: %s: ports: the ports \"admin-http\" and \"admin_http\" give one variable,"
                    .formatted(job)
                + " PORT_ADMIN_HTTP, and it has the number of \"admin-http\"; give the others names"
                + " that differ in letters or digits\n"
                + "warning: %s: health_check_config.health_checker.http: expected_response is empty"
                    .formatted(job)
                + " and expected_response_code 0, so that any answer passes, one with the status 500"
                + " too, as in Aurora; write expected_response_code: 2xx\n");
  }

  @Test
  void theMemberHasTheJobsLabels() throws Exception {
    Path job =
        job(
            """
            ports: [http]
            announce: {}
            discovery: {labels: {team: search}}
            """);

    assertThat(inspect(job)).isZero();

    assertThat(out.toString())
        .contains("\"status\":\"ALIVE\",\"shard\":0,\"metadata\":{\"team\":\"search\"}}");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aNameThatDnsWillChangeIsWarnedOf() {
    assertThat(inspect(EXAMPLE, "--framework-name=my_framework")).isZero();

    assertThat(err.toString())
        .isEqualTo(
            "warning: --framework-name = \"my_framework\": \"my_framework\" is not a label of a DNS"
                + " name, so the name in DNS will differ; write letters, digits and inner"
                + " dashes\n");
    assertThat(out.toString()).contains(".my-framework.mesos");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--instance=2 | --instance = 2: the job has 2 instances; write 0 to 1",
        "--domain=mesos. | --domain = \"mesos.\": write a domain without a dot at its end, like mesos",
        "--discovery-info-name=x | --discovery-info-name = \"x\": the name template \"x\" has no field; write one like {name}.{environment}.{role}",
        "--announcer-serverset-path=x | --announcer-serverset-path: \"x\" is not a ZooKeeper path; write it from the root: \"/x\"",
        "--cluster-name= | --cluster-name = \"\": it is empty; give a name or leave the flag out",
      })
  void aWrongValueIsToldWithItsFlag(String flag, String message) {
    assertThat(inspect(EXAMPLE, flag)).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("herald inspect: " + message + "\n");
  }

  @Test
  void theSchedulerNamesTheFlagToo() {
    CommandLine herald = Herald.commandLine(Map.of());
    herald.setErr(new PrintWriter(err, true));

    assertThat(
            herald.execute(
                "scheduler",
                "--master=127.0.0.1:1",
                "--job=" + EXAMPLE,
                "--discovery-info-name={job}"))
        .isEqualTo(2);
    assertThat(err.toString())
        .startsWith(
            "herald scheduler: --discovery-info-name = \"{job}\": the name template \"{job}\":");
  }

  @Test
  void everyMistakeIsToldAtOnce() throws Exception {
    Path job = job("instances: none\n");

    assertThat(inspect(job, "--discovery-info-name={who}", "--framework-name=")).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            job + ":",
            "instances: the text \"none\"",
            "--discovery-info-name = \"{who}\": the name",
            "--framework-name = \"\": it is empty");
  }
}
