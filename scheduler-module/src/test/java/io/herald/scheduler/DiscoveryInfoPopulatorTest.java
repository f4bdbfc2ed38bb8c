package io.herald.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.protobuf.TextFormat;
import io.herald.jobs.Announce;
import io.herald.jobs.HealthCheck;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.PortRequest;
import io.herald.jobs.Visibility;
import io.herald.jobs.port.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Table D of Aurora's conformance cases. */
class DiscoveryInfoPopulatorTest {

  private static final JobKey JOB = new JobKey("cluster_name", "role", "devel", "job");
  private static final String ANNOUNCED =
      "visibility: CLUSTER name: 'job.devel.role' environment: 'devel' location: 'cluster_name' ";
  private static final String HTTP_80 =
      "ports { ports { number: 80 name: 'http' protocol: 'TCP' } }";

  private static final TaskInfo TASK =
      TaskInfo.newBuilder()
          .setName("role/devel/job")
          .setTaskId(TaskID.newBuilder().setValue("t1"))
          .setAgentId(AgentID.newBuilder().setValue("a1"))
          .build();
  private static final TaskInfo DOCKER_TASK =
      TASK.toBuilder().setCommand(CommandInfo.newBuilder().setShell(false)).build();

  private static DiscoveryOptions options(DiscoveryMode mode) {
    return DiscoveryOptions.builder().populateDiscoveryInfo(true).mode(mode).build();
  }

  static Stream<Arguments> cases() {
    DiscoveryOptions extended = options(DiscoveryMode.EXTENDED);
    DiscoveryOptions compat = options(DiscoveryMode.AURORA);
    Map<String, Integer> none = Map.of();
    Job announced =
        Job.builder(JOB, "serve")
            .ports(List.of(PortRequest.tcp("http")))
            .announce(Announce.of("http", Announce.defaultPortmap("http")))
            .build();
    Job fixed =
        Job.builder(JOB, "serve")
            .constraints(Map.of("dedicated", "role/x"))
            .announce(Announce.of("http", Map.of("http", "80")))
            .build();
    Job dns =
        Job.builder(JOB, "serve").ports(List.of(new PortRequest("dns", Protocol.UDP))).build();
    JobKey vagrant = new JobKey("cluster_name", "vagrant", "test", "http_example");
    JobKey dotted = new JobKey("cluster_name", "a.b", "prod", "x");
    String aurora = "{\"task\": {}, \"announce\": ";
    return Stream.of(
        arguments(
            "D2", extended, LaunchedTask.plain(JOB, 0, Map.of("http", 80)), ANNOUNCED + HTTP_80),
        arguments(
            "D2", compat, LaunchedTask.plain(JOB, 0, Map.of("http", 80)), ANNOUNCED + HTTP_80),
        arguments("D3", extended, LaunchedTask.plain(JOB, 0, none), ANNOUNCED),
        arguments("D3", compat, LaunchedTask.plain(JOB, 0, none), ANNOUNCED),
        arguments(
            "D5",
            extended,
            LaunchedTask.plain(vagrant, 0, none),
            "visibility: CLUSTER name: 'http_example.test.vagrant' environment: 'test' location:"
                + " 'cluster_name'"),
        arguments(
            "D6",
            extended,
            LaunchedTask.plain(dotted, 0, none),
            "visibility: CLUSTER name: 'x.prod.a.b' environment: 'prod' location: 'cluster_name'"),
        arguments(
            "D7",
            compat,
            LaunchedTask.plain(JOB, 0, Map.of("health", 31001, "http", 31000)),
            ANNOUNCED
                + "ports { ports { number: 31001 name: 'health' protocol: 'TCP' } ports { number:"
                + " 31000 name: 'http' protocol: 'TCP' } }"),
        arguments(
            "D9",
            compat,
            LaunchedTask.of(announced, 0, Map.of("http", 31000)),
            ANNOUNCED + "ports { ports { number: 31000 name: 'http' protocol: 'TCP' } }"),
        arguments(
            "D10",
            extended,
            LaunchedTask.of(announced, 0, Map.of("http", 31000)),
            ANNOUNCED
                + "ports { ports { number: 31000 name: 'aurora' protocol: 'TCP' labels { labels {"
                + " key: 'io.herald.alias-of' value: 'http' } } } ports { number: 31000 name:"
                + " 'http' protocol: 'TCP' labels { labels { key: 'io.herald.primary' value: 'true'"
                + " } } } }"),
        arguments(
            "D10 from Aurora's data",
            extended,
            LaunchedTask.ofAurora(JOB, 0, Map.of("http", 31000), aurora + "{}}"),
            ANNOUNCED
                + "ports { ports { number: 31000 name: 'aurora' protocol: 'TCP' labels { labels {"
                + " key: 'io.herald.alias-of' value: 'http' } } } ports { number: 31000 name:"
                + " 'http' protocol: 'TCP' labels { labels { key: 'io.herald.primary' value: 'true'"
                + " } } } }"),
        arguments("D11", compat, LaunchedTask.of(fixed, 0, none), ANNOUNCED),
        arguments(
            "D12",
            extended,
            LaunchedTask.of(fixed, 0, none),
            ANNOUNCED
                + "ports { ports { number: 80 name: 'http' protocol: 'TCP' labels { labels { key:"
                + " 'io.herald.primary' value: 'true' } labels { key: 'io.herald.static' value:"
                + " 'true' } } } }"),
        arguments(
            "D13",
            extended,
            LaunchedTask.ofAurora(
                JOB,
                0,
                Map.of("http", 80),
                aurora + "{\"portmap\": {\"a\": \"b\", \"b\": \"a\"}}}"),
            ANNOUNCED + HTTP_80),
        arguments(
            "D14",
            extended,
            LaunchedTask.ofAurora(JOB, 0, Map.of("http", 80), "not JSON"),
            ANNOUNCED + HTTP_80),
        arguments(
            "D15",
            extended,
            LaunchedTask.of(dns, 0, Map.of("dns", 31053)),
            ANNOUNCED + "ports { ports { number: 31053 name: 'dns' protocol: 'UDP' } }"),
        arguments(
            "a cluster name beats the key's",
            DiscoveryOptions.builder().populateDiscoveryInfo(true).clusterName("west").build(),
            LaunchedTask.plain(JOB, 0, none),
            "visibility: CLUSTER name: 'job.devel.role' environment: 'devel' location: 'west'"),
        arguments(
            "template and visibility",
            DiscoveryOptions.builder()
                .populateDiscoveryInfo(true)
                .nameTemplate(NameTemplate.of("{instance}.{name}-{cluster}"))
                .visibility(Visibility.EXTERNAL)
                .build(),
            LaunchedTask.plain(JOB, 7, none),
            "visibility: EXTERNAL name: '7.job-cluster_name' environment: 'devel' location:"
                + " 'cluster_name'"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void aTaskGetsWhatTheTableSays(
      String id, DiscoveryOptions options, LaunchedTask launched, String expected)
      throws Exception {
    DiscoveryInfoPopulator populator =
        Guice.createInjector(new DiscoveryModule(options))
            .getInstance(DiscoveryInfoPopulator.class);
    TaskInfo v1 =
        TASK.toBuilder().setDiscovery(TextFormat.parse(expected, DiscoveryInfo.class)).build();

    assertThat(populator.populate(TASK, launched)).isEqualTo(v1);
    // The v0 messages are the same but for their names.
    assertThat(populator.populate(v0(TASK), launched)).isEqualTo(v0(v1));
  }

  @ParameterizedTest(name = "D4 with ports {0}")
  @MethodSource("d4")
  void d4_aDockerTaskWithoutExecutorGetsItAllTheSame(Map<String, Integer> assigned, String expected)
      throws Exception {
    for (DiscoveryMode mode : DiscoveryMode.values()) {
      TaskInfo populated =
          DiscoveryInfoPopulator.of(options(mode), new DiscoveryStats())
              .populate(DOCKER_TASK, LaunchedTask.plain(JOB, 0, assigned));

      assertThat(populated)
          .isEqualTo(
              DOCKER_TASK.toBuilder()
                  .setDiscovery(TextFormat.parse(expected, DiscoveryInfo.class))
                  .build());
      assertThat(populated.hasData()).isFalse();
      assertThat(populated.getCommand().getShell()).isFalse();
    }
  }

  static Stream<Arguments> d4() {
    return Stream.of(
        arguments(Map.of("http", 80), ANNOUNCED + HTTP_80), arguments(Map.of(), ANNOUNCED));
  }

  @Test
  void d1_withTheFlagOffTheTaskInfoStaysAsItCame() throws Exception {
    DiscoveryInfoPopulator populator =
        Guice.createInjector(new DiscoveryModule(DiscoveryOptions.defaults()))
            .getInstance(DiscoveryInfoPopulator.class);
    LaunchedTask launched = LaunchedTask.plain(JOB, 0, Map.of("http", 80));
    org.apache.mesos.Protos.TaskInfo old = v0(TASK);

    assertThat(populator.populate(TASK, launched)).isSameAs(TASK);
    assertThat(populator.populate(old, launched)).isSameAs(old);
  }

  @Test
  void whatTheFrameworkSetItselfStays() throws Exception {
    Job job =
        Job.builder(JOB, "serve")
            .ports(List.of(PortRequest.tcp("http")))
            .announce(Announce.of("http", Map.of("www", "http")))
            .healthCheck(HealthCheck.of(HealthCheck.Http.at("http")))
            .build();
    DiscoveryInfo own =
        TextFormat.parse(
            "visibility: EXTERNAL name: 'mine' version: '7' ports { ports { number: 1 name: 'http'"
                + " } ports { number: 2 name: 'own' } } labels { labels { key: 'io.herald.health'"
                + " value: 'mine' } }",
            DiscoveryInfo.class);
    DiscoveryInfo expected =
        TextFormat.parse(
            "visibility: EXTERNAL name: 'mine' environment: 'devel' location: 'cluster_name'"
                + " version: '7' ports { ports { number: 1 name: 'http' } ports { number: 2 name:"
                + " 'own' } ports { number: 31000 name: 'www' protocol: 'TCP' labels { labels {"
                + " key: 'io.herald.alias-of' value: 'http' } } } } labels { labels { key:"
                + " 'io.herald.health' value: 'mine' } labels { key: 'io.herald.health.path' value:"
                + " '/health' } labels { key: 'io.herald.health.port' value: 'http' } }",
            DiscoveryInfo.class);
    DiscoveryInfoPopulator populator =
        Guice.createInjector(new DiscoveryModule(options(DiscoveryMode.EXTENDED)))
            .getInstance(DiscoveryInfoPopulator.class);
    TaskInfo task = TASK.toBuilder().setDiscovery(own).build();
    LaunchedTask launched = LaunchedTask.of(job, 0, Map.of("http", 31000));
    TaskInfo populated = populator.populate(task, launched);

    assertThat(populated.getDiscovery()).isEqualTo(expected);
    assertThat(populator.populate(v0(task), launched)).isEqualTo(v0(populated));
    assertThat(populator.populate(populated, launched)).isEqualTo(populated);
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        arguments("D13: a cycle", "{\"task\": {}, \"announce\": {\"portmap\": {\"a\": \"a\"}}}"),
        arguments("no port", "{\"task\": {}, \"announce\": {\"portmap\": {\"a\": 99999}}}"),
        arguments("a fraction", "{\"task\": {}, \"announce\": {\"portmap\": {\"a\": 80.5}}}"),
        arguments("a list", "{\"task\": {}, \"announce\": []}"),
        arguments("half of it", "{\"task\": {}, \"announce\""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void aMalformedJobIsCountedAndGetsAurorasForm(String what, String data) throws Exception {
    Injector injector = Guice.createInjector(new DiscoveryModule(options(DiscoveryMode.EXTENDED)));
    DiscoveryInfoPopulator populator = injector.getInstance(DiscoveryInfoPopulator.class);
    DiscoveryStats stats = injector.getInstance(DiscoveryStats.class);
    LaunchedTask launched = LaunchedTask.ofAurora(JOB, 0, Map.of("http", 80), data);

    assertThat(populator.populate(TASK, launched).getDiscovery())
        .isEqualTo(TextFormat.parse(ANNOUNCED + HTTP_80, DiscoveryInfo.class));
    populator.populate(TASK, launched);

    assertThat(stats.malformed()).isEqualTo(2);
    assertThat(stats.populated()).isEqualTo(2);
  }

  static Stream<Arguments> checks() {
    return Stream.of(
        arguments(
            new HealthCheck.Http("admin", "/ok", "", 0),
            Map.of(
                "io.herald.health", "http",
                "io.herald.health.port", "admin",
                "io.herald.health.path", "/ok")),
        arguments(
            new HealthCheck.Tcp("admin"),
            Map.of("io.herald.health", "tcp", "io.herald.health.port", "admin")),
        arguments(new HealthCheck.Shell("probe"), Map.of("io.herald.health", "shell")));
  }

  @ParameterizedTest
  @MethodSource("checks")
  void theHealthCheckIsTold(HealthCheck.Checker checker, Map<String, String> expected) {
    Job job =
        Job.builder(JOB, "serve")
            .ports(List.of(PortRequest.tcp("admin")))
            .healthCheck(HealthCheck.of(checker))
            .build();
    DiscoveryInfoPopulator populator =
        Guice.createInjector(new DiscoveryModule(options(DiscoveryMode.EXTENDED)))
            .getInstance(DiscoveryInfoPopulator.class);
    Map<String, String> labels = new TreeMap<>();
    populator
        .populate(TASK, LaunchedTask.of(job, 0, Map.of("admin", 31000)))
        .getDiscovery()
        .getLabels()
        .getLabelsList()
        .forEach(label -> labels.put(label.getKey(), label.getValue()));

    assertThat(labels).isEqualTo(new TreeMap<>(expected));
  }

  @Test
  void aJobThatAurorasDataDoesntAnnounceHasItsHealthCheckAlone() {
    String data =
        "{\"task\": {}, \"health_check_config\": {\"health_checker\": {\"shell\":"
            + " {\"shell_command\": \"probe\"}}}}";
    DiscoveryInfoPopulator populator =
        Guice.createInjector(new DiscoveryModule(options(DiscoveryMode.EXTENDED)))
            .getInstance(DiscoveryInfoPopulator.class);
    DiscoveryInfo info =
        populator
            .populate(TASK, LaunchedTask.ofAurora(JOB, 0, Map.of("http", 80), data))
            .getDiscovery();

    assertThat(Optional.of(info.getPorts().getPorts(0).hasLabels())).contains(false);
    assertThat(info.getLabels().getLabels(0).getValue()).isEqualTo("shell");
  }

  private static org.apache.mesos.Protos.TaskInfo v0(TaskInfo v1) throws Exception {
    return org.apache.mesos.Protos.TaskInfo.parseFrom(v1.toByteString());
  }
}
