package io.herald.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.herald.jobs.JobKey;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** What is wrong with a job stops no launch, and is said once for each job. */
class OneLineForEachJobTest {

  private static final TaskInfo TASK =
      TaskInfo.newBuilder()
          .setName("role/devel/job")
          .setTaskId(TaskID.newBuilder().setValue("t"))
          .setAgentId(AgentID.newBuilder().setValue("a"))
          .build();

  private final Logger log = (Logger) LoggerFactory.getLogger(DiscoveryDescriber.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final DiscoveryStats stats = new DiscoveryStats();
  private final DiscoveryInfoPopulator populator =
      DiscoveryInfoPopulator.of(
          DiscoveryOptions.builder().populateDiscoveryInfo(true).build(), stats);

  @BeforeEach
  void listen() {
    lines.start();
    log.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    log.detachAppender(lines);
  }

  private TaskInfo launch(String job, String data, int port) {
    return populator.populate(
        TASK,
        LaunchedTask.ofAurora(
            new JobKey("west", "role", "devel", job), 0, Map.of("http", port), data));
  }

  private List<String> said() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void d13_aMalformedJobIsSaidOnceAndCountedEachTime() {
    String cycle = "{\"task\": {}, \"announce\": {\"portmap\": {\"a\": \"b\", \"b\": \"a\"}}}";
    launch("one", cycle, 31000);
    launch("one", cycle, 31001);
    launch("two", cycle, 31002);

    assertThat(said())
        .containsExactly(
            "west/role/devel/one: DiscoveryInfo without aliases and labels, since the job is"
                + " malformed: the alias leads back to itself (a → b → a); let one of them be a"
                + " port or a number",
            "west/role/devel/two: DiscoveryInfo without aliases and labels, since the job is"
                + " malformed: the alias leads back to itself (a → b → a); let one of them be a"
                + " port or a number");
    assertThat(stats.malformed()).isEqualTo(3);
  }

  @Test
  void r10_aPrimaryPortThatNobodyBindsIsAcceptedWithOneWarning() {
    String custom =
        "{\"announce\": {\"primary_port\": \"custom\", \"portmap\": {}}, \"task\": {\"processes\":"
            + " [{\"name\": \"p\", \"cmdline\": \"x {{thermos.ports[http]}}\"}]}}";

    TaskInfo launched = launch("one", custom, 31000);
    launch("one", custom, 31001);

    assertThat(launched.getDiscovery().getPorts().getPortsList())
        .extracting(port -> port.getName() + " " + port.getNumber())
        .containsExactly("http 31000");
    assertThat(said())
        .containsExactly(
            "west/role/devel/one: announce.primary_port = \"custom\": the task has no such port,"
                + " so it can't be announced; use the port in a process, or map it in"
                + " announce.portmap");
    assertThat(stats.malformed()).isZero();
  }

  static Stream<Arguments> bound() {
    return Stream.of(
        arguments("R11", "{\"primary_port\": \"http\", \"portmap\": {\"http\": \"custom\"}}"),
        arguments("the default", "{}"),
        arguments("a fixed number", "{\"primary_port\": \"p\", \"portmap\": {\"p\": 80}}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bound")
  void aPrimaryPortThatIsBoundIsNotWarnedOf(String id, String announce) {
    populator.populate(
        TASK,
        LaunchedTask.ofAurora(
            new JobKey("west", "role", "devel", id.replace(" ", "-")),
            0,
            Map.of("http", 31000, "custom", 31001),
            "{\"task\": {}, \"announce\": " + announce + "}"));

    assertThat(said()).isEmpty();
  }
}
