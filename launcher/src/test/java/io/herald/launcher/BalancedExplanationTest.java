package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.balancer.vip.VipPool;
import io.herald.launcher.balancer.VipCluster;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * What {@code herald dns explain} says of VIPs, of hosts on the web, and to clients that don't see
 * everything.
 */
class BalancedExplanationTest {

  private static final String NAME = "sise.marathon.l4lb.thisdcos.directory";

  @TempDir private Path folder;
  private VipCluster cluster;

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void start(Map<String, String> labels, Map<String, String> ofTasks) throws Exception {
    cluster = new VipCluster(folder.resolve("mesos"), new TreeMap<>(labels), ofTasks);
  }

  /** Its exit code, then its lines. */
  private List<String> explain(String name, String... flags) {
    StringWriter out = new StringWriter();
    CommandLine command = ExplainCommand.commandLine(Map.of());
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(out, true));
    List<String> args = new ArrayList<>(List.of(name, "--master", cluster.master()));
    args.addAll(List.of(flags));
    int code = command.execute(args.toArray(String[]::new));
    List<String> lines = new ArrayList<>(List.of("" + code));
    out.toString().lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(lines::add);
    return lines;
  }

  @Test
  void aVipHasItsAddressItsBackendsAndTheirWeights() throws Exception {
    start(Map.of("a", "/sise:80", "b", "sise:80"), Map.of());

    List<String> said =
        explain(
            NAME.toUpperCase(Locale.ROOT),
            "--dcos-domains",
            "thisdcos.directory",
            "--plane",
            "none");

    assertThat(said)
        .startsWith("0", NAME + ": it has records")
        .contains("VIP of a label of the task's port", "port 80/tcp has 2 backends")
        .anyMatch(line -> line.matches("A 127\\.\\d+\\.\\d+\\.\\d+"))
        .anyMatch(
            line ->
                line.startsWith("from task id a, name sise, framework marathon")
                    && line.contains("label VIP_0=/sise:80")
                    && line.contains("backends 127.0.0.1:" + cluster.port("a") + " with weight 1"));
  }

  @Test
  void theAddressIsTheOneThatIsKeptAndNothingIsWritten() throws Exception {
    start(Map.of("a", "/sise:80"), Map.of());
    Path kept = folder.resolve("kept");
    String text =
        """
        {"version":1,"pool":"%s","names":{
        "sise.marathon":{"ipv4":"127.200.0.1"}
        }}
        """
            .formatted(VipPool.DEFAULT.ipv4());
    Files.writeString(kept, text);

    List<String> said =
        explain(
            NAME,
            "--dcos-domains",
            "thisdcos.directory",
            "--plane",
            "none",
            "--state-directory",
            folder.toString(),
            "--vip-assignments",
            kept.toString());

    assertThat(said).startsWith("0").contains("A 127.200.0.1");
    assertThat(kept).hasContent(text);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(kept);
    }
  }

  @Test
  void whatAServerOfThisConfigurationLacksIsSaid() throws Exception {
    start(Map.of("a", "/sise:80"), Map.of());

    assertThat(explain(NAME))
        .anyMatch(line -> line.contains("has no dcosDomains") && line.contains("--dcos-domains"))
        .anyMatch(line -> line.contains("has no plane") && line.contains("--plane"));
  }

  @Test
  void aNameThatALabelWasToGiveSaysWhyItIsNotThere() throws Exception {
    start(Map.of("a", "/sise:http"), Map.of());

    assertThat(explain(NAME, "--dcos-domains", "thisdcos.directory", "--plane", "none"))
        .startsWith("1", NAME + ": there is no such name")
        .anyMatch(line -> line.contains("VIP_0=/sise:http") && line.contains("write NAME:PORT"));
  }

  @Test
  void whatIsWrongWithOthersIsNotToldOfIt() throws Exception {
    start(
        Map.of("a", "/sise-b:http", "b", "/other.sise:http", "c", "/si/se:http", "d", "/x:http"),
        Map.of());

    List<String> said = explain(NAME, "--dcos-domains", "thisdcos.directory", "--plane", "none");

    assertThat(said).filteredOn(line -> line.contains(":http")).hasSize(1);
    assertThat(said).anyMatch(line -> line.contains("VIP_0=/si/se:http"));
  }

  @Test
  void aVipWithAnAddressOfItsOwnIsExplainedThoughItHasNoName() throws Exception {
    start(Map.of("a", "192.0.2.7:443", "b", "/sise:80"), Map.of());

    for (String asked : List.of("192.0.2.7", "192.0.2.7:443")) {
      assertThat(explain(asked, "--plane", "none"))
          .startsWith(
              "0",
              asked
                  + ": the load balancer takes its requests; it is not in the domain that is served here")
          .contains(
              "port 443/tcp has 1 backend",
              "task a gives it by its label VIP_0=192.0.2.7:443: 127.0.0.1:"
                  + cluster.port("a")
                  + " with weight 1");
    }
    assertThat(explain("192.0.2.8", "--plane", "none")).startsWith("1");
  }

  @Test
  void aClientOfAnotherEnvironmentIsToldWhyANameIsHidden() throws Exception {
    start(Map.of("a", "/sise:80"), Map.of());
    String[] environments = {
      "--environments",
      "test=10.1.0.0/16;prod=10.2.0.0/16",
      "--environment-frameworks",
      "prod=marathon",
      "--client",
      "10.1.7.7"
    };

    assertThat(explain("sise.marathon.mesos", environments))
        .startsWith("1")
        .anyMatch(line -> line.contains("the client 10.1.7.7 is in the environment test"))
        .anyMatch(line -> line.contains("hidden from test: it is in the environment prod"));
    environments[5] = "10.2.0.1";
    assertThat(explain("sise.marathon.mesos", environments))
        .startsWith("0", "sise.marathon.mesos: it has records");
  }

  @Test
  void aHostSaysItsRuleItsServersAndWhoTakesAPath() throws Exception {
    start(
        Map.of("a", "/sise:80"),
        Map.of(
            "HAPROXY_GROUP", "external",
            "HAPROXY_0_PORT", "10010",
            "HAPROXY_0_VHOST", "sise.example.com",
            "HAPROXY_0_PATH", "/api"));
    String folderFlag = folder.resolve("haproxy").toString();

    assertThat(
            explain(
                "http://Sise.example.com:80/api/x",
                "--plane",
                "haproxy",
                "--haproxy-folder",
                folderFlag))
        .startsWith(
            "0",
            "sise.example.com/api/x: the load balancer takes its requests; it is not in the domain that is served here")
        .contains(
            "rule 1 of 1 for sise.example.com, paths that begin with /api, weight 1: to sise_10010"
                + " of app /sise; it takes /api/x",
            "sise_10010: server localhost_127_0_0_1_" + cluster.port("a") + " of task a, weight 1");
    assertThat(explain("sise.example.com/", "--plane", "haproxy", "--haproxy-folder", folderFlag))
        .contains("no rule takes /: HAProxy answers 503");
    assertThat(folder.resolve("haproxy")).doesNotExist();
  }

  @Test
  void aHostOfAnAppThatIsNotExportedSaysWhy() throws Exception {
    start(
        Map.of("a", "/sise:80"),
        Map.of("HAPROXY_GROUP", "internal", "HAPROXY_0_VHOST", "sise.example.com"));

    assertThat(
            explain(
                "sise.example.com",
                "--plane",
                "haproxy",
                "--haproxy-folder",
                folder.resolve("haproxy").toString()))
        .startsWith("1", "sise.example.com: it is not in the domain that is served here")
        .contains(
            "app /sise asks for sise.example.com and isn't exported: its group is internal, and"
                + " webGroups is external");
  }
}
