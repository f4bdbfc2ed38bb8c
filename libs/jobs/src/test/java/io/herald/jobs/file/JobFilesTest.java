package io.herald.jobs.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.jobs.Announce;
import io.herald.jobs.DiscoverySettings;
import io.herald.jobs.HealthCheck;
import io.herald.jobs.HttpLifecycle;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.Lifecycle;
import io.herald.jobs.PortRequest;
import io.herald.jobs.Resources;
import io.herald.jobs.ResponseCodes;
import io.herald.jobs.Visibility;
import io.herald.jobs.port.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What job files say, when they are right. */
class JobFilesTest {

  @TempDir Path folder;

  private static final String EVERYTHING =
      """
      cluster: devcluster
      role: www-data
      environment: prod
      name: hello
      service: false
      instances: 3
      max_task_failures: 4
      contact: www@example.com
      tier: preferred
      ports:
        - http
        - {name: dns, protocol: udp, labels: {zone: "1"}}
      constraints: {dedicated: www-data/web}
      metadata: {owner: web, stage: 7}
      labels: {HAPROXY_GROUP: external, HAPROXY_0_PORT: 10010}
      task:
        name: main
        processes:
          - name: hello
            cmdline: serve {{thermos.ports[metrics]}}
        environment: {MODE: fast, SELF: "{{mesos.instance}}"}
        resources: {cpu: 0.5, ram: 128MB, disk: 1 GiB}
        finalization_wait: 2.5
      announce:
        primary_port: http
        portmap: {aurora: "{{primary_port}}", name-service: dns, legacy: 8080}
        zk_path: /services/hello
      health_check_config:
        health_checker:
          http: {port: metrics, endpoint: /ok, expected_response: "", expected_response_code: 204}
        initial_interval_secs: 3
        interval_secs: 0.5
        timeout_secs: 2
        max_consecutive_failures: 5
        min_consecutive_successes: 2
      lifecycle:
        drain_secs: 7
        http: {port: metrics, graceful_shutdown_endpoint: /quit, graceful_shutdown_wait_secs: 3,
               shutdown_endpoint: /abort, shutdown_wait_secs: 4}
      discovery: {version: 1.2.3, weight: 2.5, visibility: external, labels: {team: search}}
      """;

  @Test
  void everyFieldReachesTheJob() {
    Job expected =
        Job.builder(
                new JobKey("devcluster", "www-data", "prod", "hello"),
                "serve {{thermos.ports[metrics]}}")
            .service(false)
            .instances(3)
            .maxTaskFailures(4)
            .tier("preferred")
            .ports(
                List.of(
                    PortRequest.tcp("http"),
                    new PortRequest("dns", Protocol.UDP, new TreeMap<>(Map.of("zone", "1")))))
            .constraints(Map.of("dedicated", "www-data/web"))
            .metadata(Map.of("owner", "web", "stage", "7"))
            .labels(Map.of("HAPROXY_GROUP", "external", "HAPROXY_0_PORT", "10010"))
            .variables(Map.of("MODE", "fast", "SELF", "{{mesos.instance}}"))
            .resources(new Resources(0.5, 128L << 20, 1L << 30))
            .announce(
                new Announce(
                    "http",
                    new TreeMap<>(
                        Map.of("aurora", "http", "name-service", "dns", "legacy", "8080")),
                    Optional.of("/services/hello")))
            .healthCheck(
                new HealthCheck(
                    new HealthCheck.Http("metrics", "/ok", "", 204),
                    Duration.ofSeconds(3),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(2),
                    5,
                    2))
            .lifecycle(
                new Lifecycle(
                    Duration.ofSeconds(7),
                    Duration.ofMillis(2500),
                    Optional.of(
                        new HttpLifecycle(
                            "metrics",
                            "/quit",
                            Duration.ofSeconds(3),
                            "/abort",
                            Duration.ofSeconds(4)))))
            .discovery(
                new DiscoverySettings(
                    Optional.of("1.2.3"),
                    OptionalDouble.of(2.5),
                    Optional.of(Visibility.EXTERNAL),
                    new TreeMap<>(Map.of("team", "search"))))
            .build();

    assertThat(JobFiles.parse("job.yaml", EVERYTHING)).isEqualTo(expected);
    assertThat(expected.requestedPorts()).containsExactly("dns", "http", "metrics");
    assertThat(expected.fixedPorts()).containsExactly(8080);
    assertThat(expected.portNames())
        .containsExactly("aurora", "dns", "http", "legacy", "metrics", "name-service");
  }

  @Test
  void theJobThatAurorasClientWritesIsRead() throws Exception {
    Job job = JobFiles.parse("hello_world.json", resource("hello_world.json"));

    assertThat(job)
        .isEqualTo(
            Job.builder(
                    new JobKey("smf1-test", "john_doe", "staging42", "hello_world"),
                    "{{thermos.ports[http]}} {{thermos.ports[alias]}}")
                .announce(Announce.of("http", Map.of("alias", "http")))
                .resources(new Resources(0.1, 67108864, 67108864))
                .build());
    assertThat(job.requestedPorts()).isEqualTo(Set.of("http"));
  }

  @Test
  void jsonIsYamlsEqual() throws Exception {
    String json = resource("hello_world.json");

    assertThat(JobFiles.parse("job.yaml", json)).isEqualTo(JobFiles.parse("job.json", json));
  }

  @Test
  void anEmptyAnnounceBlockMeansAurorasDefaults() {
    Job job = JobFiles.parse("job.yaml", MalformedJobFilesTest.MINIMAL + "announce: {}\n");

    assertThat(job.announce()).contains(Announce.of("http", Map.of("aurora", "http")));
  }

  @Test
  void aNullCountsAsAbsent() {
    Job job = JobFiles.parse("job.yaml", MalformedJobFilesTest.MINIMAL + "announce: null\n");

    assertThat(job.announce()).isEmpty();
  }

  @Test
  void aJobWithAPortNamedHealthIsCheckedThereUnlessItSaysOtherwise() {
    String minimal = MalformedJobFilesTest.MINIMAL;
    Job unsaid = JobFiles.parse("a.yaml", minimal.replace("[http]", "[http, health]"));
    Job saidNothing = JobFiles.parse("b.yaml", minimal);

    assertThat(unsaid.healthCheck()).contains(HealthCheck.of(HealthCheck.Http.at("health")));
    assertThat(saidNothing.healthCheck()).isEmpty();
  }

  @Test
  void aRequestMayGoOverHttpsAndAcceptAClassOfStatuses() {
    Job job =
        JobFiles.parse(
            "a.yaml",
            MalformedJobFilesTest.MINIMAL
                + """
                health_check_config:
                  health_checker:
                    http: {port: http, scheme: https, expected_response: "", expected_response_code: 2xx}
                lifecycle: {http: {port: http, scheme: https}}
                """);

    assertThat(job.healthCheck())
        .contains(
            HealthCheck.of(
                new HealthCheck.Http("http", "/health", "", ResponseCodes.parse("200-299"), true)));
    assertThat(job.lifecycle().flatMap(Lifecycle::http).orElseThrow().tls()).isTrue();
  }

  @Test
  void tcpAndShellChecksAreRead() {
    String minimal = MalformedJobFilesTest.MINIMAL;
    Job tcp =
        JobFiles.parse(
            "a.yaml", minimal + "health_check_config: {health_checker: {tcp: {port: http}}}\n");
    Job shell =
        JobFiles.parse(
            "b.yaml",
            minimal
                + "health_check_config: {health_checker: {shell: {shell_command: \"probe"
                + " {{thermos.ports[side]}}\"}}}\n");

    assertThat(tcp.healthCheck()).contains(HealthCheck.of(new HealthCheck.Tcp("http")));
    assertThat(shell.healthCheck())
        .contains(HealthCheck.of(new HealthCheck.Shell("probe {{thermos.ports[side]}}")));
    assertThat(shell.requestedPorts()).containsExactly("http", "side");
  }

  @Test
  void metadataMayBeAurorasList() {
    Job job =
        JobFiles.parse(
            "a.yaml", MalformedJobFilesTest.MINIMAL + "metadata: [{key: owner, value: web}]\n");

    assertThat(job.metadata()).isEqualTo(Map.of("owner", "web"));
  }

  @Test
  void labelsMayBeAListAsMesosWritesThem() {
    Job job =
        JobFiles.parse(
            "a.yaml",
            MalformedJobFilesTest.MINIMAL
                + "labels: [{key: VIP_PORT0, value: 'tcp://hello:80'}]\n");

    assertThat(job.labels()).isEqualTo(Map.of("VIP_PORT0", "tcp://hello:80"));
  }

  @Test
  void aFileIsReadFromDisk() throws IOException {
    Path file = folder.resolve("job.yaml");
    Files.writeString(file, "\uFEFF" + MalformedJobFilesTest.MINIMAL);

    assertThat(JobFiles.read(file).key())
        .isEqualTo(new JobKey("devcluster", "www-data", "prod", "hello"));
  }

  @Test
  void aFileThatIsNotThereIsAnError() {
    Path file = folder.resolve("nothing.yaml");

    assertThatThrownBy(() -> JobFiles.read(file))
        .isInstanceOf(JobFormatException.class)
        .hasMessage(file + ": there is no such file; check the path");
  }

  @Test
  void aFolderIsAnError() {
    assertThatThrownBy(() -> JobFiles.read(folder))
        .isInstanceOf(JobFormatException.class)
        .hasMessage(folder + ": it can't be read: it is a folder; name a file in it");
  }

  @Test
  void aFileThatIsNoTextIsAnError() throws IOException {
    Path file = folder.resolve("job.yaml");
    Files.write(file, new byte[] {(byte) 0xC3, 0x28});

    assertThatThrownBy(() -> JobFiles.read(file))
        .isInstanceOf(JobFormatException.class)
        .hasMessage(file + ": it is not UTF-8 text; convert it");
  }

  private static String resource(String name) throws IOException {
    try (var stream = Objects.requireNonNull(JobFilesTest.class.getResourceAsStream(name))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void whatIsOnlyAnnouncedNeedsNoTask() throws IOException {
    Path file = folder.resolve("job.yaml");
    Files.writeString(
        file, "cluster: c\nrole: r\nenvironment: e\nname: n\nports: [http]\nannounce: {}\n");

    assertThat(JobFiles.readForAnnouncing(file).requestedPorts()).containsExactly("http");
    assertThatThrownBy(() -> JobFiles.read(file)).hasMessageContaining("task: it is missing");
  }

  @Test
  void aTaskThatStandsInAnAnnouncedJobMustBeRight() throws IOException {
    Path file = folder.resolve("job.yaml");
    Files.writeString(
        file, "cluster: c\nrole: r\nenvironment: e\nname: n\nannounce: {}\ntask: {}\n");

    assertThatThrownBy(() -> JobFiles.readForAnnouncing(file))
        .hasMessageContaining("job.yaml:6: task.processes: it is missing");
  }
}
