package io.herald.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.TextFormat;
import io.herald.jobs.Announce;
import io.herald.jobs.DiscoverySettings;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.PortRequest;
import io.herald.jobs.Visibility;
import io.herald.jobs.handoff.Handoff;
import io.herald.jobs.port.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the extended mode says beyond Aurora's fields (§1.5 of the contract), and how it is told.
 */
class ExtendedDiscoveryTest {

  private static final JobKey JOB = new JobKey("west", "role", "devel", "job");

  private static final Job LABELLED =
      Job.builder(JOB, "serve")
          .ports(
              List.of(
                  new PortRequest(
                      "http", Protocol.TCP, new TreeMap<>(Map.of("path", "/api", "a", "b"))),
                  new PortRequest("dns", Protocol.UDP),
                  new PortRequest("dns-tcp", Protocol.TCP)))
          .announce(Announce.of("http", Map.of("dns-tcp", "dns", "www", "http")))
          .discovery(
              new DiscoverySettings(
                  Optional.of("1.2.3"),
                  OptionalDouble.of(2.50),
                  Optional.of(Visibility.EXTERNAL),
                  new TreeMap<>(Map.of("team", "search"))))
          .build();

  private static final Map<String, Integer> ASSIGNED = Map.of("http", 31000, "dns", 31001);

  private static final String EXPECTED =
      """
      visibility: EXTERNAL name: "job.devel.role" environment: "devel" location: "west"
      version: "1.2.3"
      ports {
        ports { number: 31001 name: "dns" protocol: "UDP" }
        ports { number: 31001 name: "dns-tcp" protocol: "TCP"
          labels { labels { key: "io.herald.alias-of" value: "dns" } } }
        ports { number: 31000 name: "http" protocol: "TCP"
          labels { labels { key: "a" value: "b" }
                   labels { key: "io.herald.primary" value: "true" }
                   labels { key: "path" value: "/api" } } }
        ports { number: 31000 name: "www" protocol: "TCP"
          labels { labels { key: "io.herald.alias-of" value: "http" } } } }
      labels { labels { key: "io.herald.weight" value: "2.5" }
               labels { key: "team" value: "search" } }
      """;

  private static final String AURORA =
      """
      {"cluster": "west", "role": "role", "environment": "devel", "name": "job",
       "announce": {"primary_port": "http", "portmap": {"dns-tcp": "dns", "www": "http"}},
       "metadata": [{"key": "io.herald.version", "value": "1.2.3"},
         {"key": "io.herald.weight", "value": "2.5"},
         {"key": "io.herald.visibility", "value": "external"},
         {"key": "io.herald.label.team", "value": "search"},
         {"key": "io.herald.protocol.dns", "value": "udp"},
         {"key": "io.herald.protocol.dns-tcp", "value": "tcp"},
         {"key": "io.herald.port-label.http:path", "value": "/api"},
         {"key": "io.herald.port-label.http:a", "value": "b"}],
       "task": {"processes": [{"name": "p", "cmdline": "x {{thermos.ports[http]}}"}]}}
      """;

  private final DiscoveryStats stats = new DiscoveryStats();

  private DiscoveryInfoPopulator populator(DiscoveryMode mode) {
    return DiscoveryInfoPopulator.of(
        DiscoveryOptions.builder().populateDiscoveryInfo(true).mode(mode).build(), stats);
  }

  private static TaskInfo.Builder task() {
    return TaskInfo.newBuilder()
        .setName("role/devel/job")
        .setTaskId(TaskID.newBuilder().setValue("t"))
        .setAgentId(AgentID.newBuilder().setValue("a"));
  }

  static Stream<Arguments> sources() {
    return Stream.of(
        arguments("a job of ours", LaunchedTask.of(LABELLED, 0, ASSIGNED)),
        arguments("Aurora's job JSON", LaunchedTask.ofAurora(JOB, 0, ASSIGNED, AURORA)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sources")
  void allThatAJobSaysIsTold(String form, LaunchedTask launched) throws Exception {
    assertThat(populator(DiscoveryMode.EXTENDED).populate(task().build(), launched).getDiscovery())
        .isEqualTo(TextFormat.parse(EXPECTED, DiscoveryInfo.class));
    assertThat(stats.malformed()).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sources")
  void aurorasModeSaysNothingOfIt(String form, LaunchedTask launched) throws Exception {
    String expected =
        """
        visibility: CLUSTER name: "job.devel.role" environment: "devel" location: "west"
        ports { ports { number: 31001 name: "dns" protocol: "TCP" }
                ports { number: 31000 name: "http" protocol: "TCP" } }
        """;

    assertThat(populator(DiscoveryMode.AURORA).populate(task().build(), launched).getDiscovery())
        .isEqualTo(TextFormat.parse(expected, DiscoveryInfo.class));
  }

  @Test
  void aHandoffTellsPortsAndWeightAgain() {
    TaskInfo handedOver =
        task().setData(Handoff.of(LABELLED, 0, "t", "h", ASSIGNED).toByteString()).build();

    DiscoveryInfo info = populator(DiscoveryMode.EXTENDED).populate(handedOver).getDiscovery();

    assertThat(info.getPorts().getPortsList())
        .extracting(port -> port.getName() + " " + port.getNumber() + " " + port.getProtocol())
        .containsExactly("dns 31001 UDP", "dns-tcp 31001 TCP", "http 31000 TCP", "www 31000 TCP");
    assertThat(info.getLabels().getLabelsList())
        .extracting(label -> label.getKey() + "=" + label.getValue())
        .containsExactly("io.herald.weight=2.5");
  }

  @ParameterizedTest
  @CsvSource({
    "io.herald.weight, much",
    "io.herald.protocol.http, sctp",
    "io.herald.wieght, 2",
  })
  void aSettingThatIsWrongIsCountedAndTheTaskGetsAurorasForm(String key, String value)
      throws Exception {
    String data =
        "{\"task\": {}, \"metadata\": [{\"key\": \"%s\", \"value\": \"%s\"}]}"
            .formatted(key, value);

    TaskInfo populated =
        populator(DiscoveryMode.EXTENDED)
            .populate(task().build(), LaunchedTask.ofAurora(JOB, 0, Map.of("http", 80), data));

    assertThat(populated.getDiscovery())
        .isEqualTo(
            TextFormat.parse(
                "visibility: CLUSTER name: 'job.devel.role' environment: 'devel' location: 'west'"
                    + " ports { ports { number: 80 name: 'http' protocol: 'TCP' } }",
                DiscoveryInfo.class));
    assertThat(stats.malformed()).isOne();
  }

  @Test
  void theTemplatesClusterIsTheOneThatIsTold() {
    DiscoveryOptions options =
        DiscoveryOptions.builder()
            .populateDiscoveryInfo(true)
            .nameTemplate(NameTemplate.of("{name}.{cluster}"))
            .build();
    DiscoveryInfoPopulator populator = DiscoveryInfoPopulator.of(options, stats);

    assertThat(
            populator
                .populate(task().build(), LaunchedTask.of(LABELLED, 0, ASSIGNED))
                .getDiscovery()
                .getName())
        .isEqualTo("job.west");
    // Nobody says the cluster: Aurora's name, counted.
    assertThat(populator.populate(task().build()).getDiscovery().getName())
        .isEqualTo("job.devel.role");
    assertThat(stats.malformed()).isOne();
  }
}
