package io.herald.jobs.handoff;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.aurora.AuroraTask;
import io.herald.jobs.handoff.HandoffDecoder.Form;
import io.herald.proto.handoff.Lifecycle.DrainingCase;
import io.herald.proto.handoff.TaskHandoff;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HandoffDecoderTest {

  private static final LaunchContext CONTEXT =
      LaunchContext.of("task-1", "vagrant/test/hello", "agent1.example");

  /** §5.2, as Aurora's client writes it. */
  private static final String JOB =
      """
      {"announce": {"portmap": {"alias": "http", "health": "8300"}, "primary_port": "http"},
       "cluster": "smf1-test", "environment": "test", "role": "vagrant", "name": "hello",
       "executor_config": {"data": "", "name": "AuroraExecutor"},
       "health_check_config": {"health_checker": {"http": {"endpoint": "/health"}},
         "initial_interval_secs": 10.0, "interval_secs": 1.0, "max_consecutive_failures": 2},
       "lifecycle": {"http": {"graceful_shutdown_endpoint": "/quit", "port": "health",
         "shutdown_wait_secs": 7}},
       "metadata": [{"key": "team", "value": "search"}],
       "task": {"constraints": [], "finalization_wait": 20, "name": "main",
         "processes": [{"cmdline": "serve '{{thermos.ports[alias]}}' {{mesos.instance}} {{mesos.hostname}}",
           "daemon": false, "ephemeral": false, "final": false, "name": "hello"}]}}
      """;

  /** §5.3: a task that is bound to its instance; neither cluster nor name. */
  private static final String LEGACY =
      """
      {"instance": 3, "role": "vagrant", "environment": "test",
       "announce": {"portmap": {"alias": "http", "health": "8300"}, "primary_port": "http"},
       "health_check_config": {"endpoint": "/health", "initial_interval_secs": 10,
         "interval_secs": 1, "max_consecutive_failures": 2},
       "lifecycle": {"http": {"graceful_shutdown_endpoint": "/quit", "port": "health",
         "shutdown_wait_secs": 7}},
       "task": {"finalization_wait": 20, "processes": [{"name": "hello",
         "cmdline": "serve '{{thermos.ports[alias]}}' {{mesos.instance}} {{mesos.hostname}}"}]}}
      """;

  private static final String EXPECTED =
      """
      version: 1
      job { cluster: "smf1-test" role: "vagrant" environment: "test" name: "hello" }
      instance: 3
      command: "exec bash -c \\'serve \\'\\\\\\'\\'31000\\'\\\\\\'\\' 3 agent1.example\\'"
      ports { name: "alias" number: 31000 origin: ALIAS alias_of: "http" protocol: "TCP" }
      ports { name: "health" number: 8300 origin: STATIC protocol: "TCP" }
      ports { name: "http" number: 31000 origin: ASSIGNED protocol: "TCP" }
      announce { primary_port: "http" }
      health_check {
        http { port: "health" endpoint: "/health" expected_response: "ok" }
        initial_interval_secs: 10 interval_secs: 1 timeout_secs: 1
        max_consecutive_failures: 2 min_consecutive_successes: 1 }
      lifecycle {
        finalization_wait_secs: 20
        http { port: "health" graceful_shutdown_endpoint: "/quit" graceful_shutdown_wait_secs: 5
               shutdown_endpoint: "/abortabortabort" shutdown_wait_secs: 7 } }
      """;

  private static TaskHandoff expected() throws Exception {
    return TextFormat.parse(EXPECTED, TaskHandoff.class);
  }

  @Test
  void aTaskOfAurorasSchedulerIsHandedOver() throws Exception {
    ByteString data = AssignedTaskBytes.of(JOB, Map.of("http", 31000));

    assertThat(HandoffDecoder.form(data)).isEqualTo(Form.AURORA_THRIFT);
    assertThat(HandoffDecoder.decode(data, ByteString.EMPTY, CONTEXT)).isEqualTo(expected());
  }

  @Test
  void allThatAurorasSchedulerSaysOfATaskIsRead() throws Exception {
    assertThat(
            HandoffDecoder.aurora(
                AssignedTaskBytes.of("free text", Map.of("http", 31000)), CONTEXT))
        .contains(
            new AuroraTask(
                "task-1",
                "agent1.example",
                "vagrant",
                "test",
                "hello",
                3,
                new TreeMap<>(Map.of("http", 31000)),
                Optional.of("free text"),
                new TreeMap<>(Map.of("team", "search", "io.herald.version", "7"))));
  }

  @Test
  void aJobsJsonTakesItsPortsFromTheTasksResources() throws Exception {
    LaunchContext offered =
        new LaunchContext(
            "task-1",
            "any name",
            "agent1.example",
            Optional.of("another"),
            new TreeMap<>(),
            List.of(31005, 31000));
    TaskHandoff expected = expected().toBuilder().setInstance(0).build();

    TaskHandoff handoff =
        HandoffDecoder.decode(ByteString.EMPTY, ByteString.copyFromUtf8("\n " + JOB), offered);

    assertThat(handoff)
        .isEqualTo(
            expected.toBuilder().setCommand(expected.getCommand().replace(" 3 ", " 0 ")).build());
  }

  @Test
  void theOlderFormIsReadToo() throws Exception {
    LaunchContext named =
        new LaunchContext(
            "task-1",
            "vagrant/test/hello",
            "agent1.example",
            Optional.empty(),
            new TreeMap<>(Map.of("http", 31000)),
            List.of(31000, 31001));
    TaskHandoff.Builder expected = expected().toBuilder();
    expected.getJobBuilder().setCluster("");

    assertThat(HandoffDecoder.decode(ByteString.copyFromUtf8(LEGACY), ByteString.EMPTY, named))
        .isEqualTo(expected.build());
  }

  @Test
  void aDiscoveryInfoThatNamesAliasesTooMakesNoneOfThemAnAssignedPort() throws Exception {
    LaunchContext named =
        new LaunchContext(
            "task-1",
            "vagrant/test/hello",
            "agent1.example",
            Optional.empty(),
            new TreeMap<>(Map.of("http", 31000, "alias", 31000, "health", 8300)),
            List.of(31000));
    LaunchContext beaten =
        new LaunchContext(
            "task-1",
            "vagrant/test/hello",
            "agent1.example",
            Optional.empty(),
            new TreeMap<>(Map.of("http", 31000, "health", 31001)),
            List.of(31000, 31001));

    assertThat(
            HandoffDecoder.decode(ByteString.copyFromUtf8(LEGACY), ByteString.EMPTY, named)
                .getPortsList())
        .isEqualTo(expected().getPortsList());
    assertThat(
            HandoffDecoder.decode(ByteString.copyFromUtf8(LEGACY), ByteString.EMPTY, beaten)
                .getPortsList())
        .extracting(port -> port.getName() + " " + port.getNumber() + " " + port.getOrigin())
        .containsExactly("alias 31000 ALIAS", "health 31001 ASSIGNED", "http 31000 ASSIGNED");
  }

  @Test
  void ourOwnHandoffIsTakenAsItIs() {
    TaskHandoff own =
        Handoff.of(
            Job.builder(new JobKey("c", "r", "e", "n"), "true").build(), 0, "t", "h", Map.of());

    assertThat(HandoffDecoder.form(own.toByteString())).isEqualTo(Form.HANDOFF);
    assertThat(HandoffDecoder.decode(own.toByteString(), ByteString.EMPTY, CONTEXT)).isEqualTo(own);
    assertThat(HandoffDecoder.decode(ByteString.EMPTY, own.toByteString(), CONTEXT)).isEqualTo(own);
    ByteString other = ByteString.copyFromUtf8("the framework's own");
    assertThat(HandoffDecoder.decode(other, own.toByteString(), CONTEXT)).isEqualTo(own);
  }

  @Test
  void aTaskWithoutAHealthPortIsNotCheckedAndNotAskedToEnd() {
    TaskHandoff handoff =
        HandoffDecoder.decode(json("{'name': 'p', 'cmdline': 'true'}", "[]"), empty(), CONTEXT);

    assertThat(handoff.hasHealthCheck()).isFalse();
    assertThat(handoff.getLifecycle().hasHttp()).isFalse();
    assertThat(handoff.getLifecycle().getDrainingCase()).isEqualTo(DrainingCase.DRAINING_NOT_SET);
    assertThat(handoff.hasAnnounce()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'name': 'a', 'cmdline': 'x'} | [] | exec bash -c 'x'",
        "{'name': 'a', 'cmdline': 'x'}, {'name': 'b', 'cmdline': 'y'} | [{'order': ['a', 'b']}] | bash -c 'x' && exec bash -c 'y'",
        "{'name': 'a', 'cmdline': 'x'}, {'name': 'b', 'cmdline': 'y'}, {'name': 'c', 'cmdline': 'z'} | [{'order': ['c', 'a']}, {'order': ['a', 'b']}] | bash -c 'z' && bash -c 'x' && exec bash -c 'y'",
      })
  void processesInARowAreOneCommand(String processes, String order, String command) {
    assertThat(HandoffDecoder.decode(json(processes, order), empty(), CONTEXT).getCommand())
        .isEqualTo(command);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'name': 'a', 'cmdline': 'x'}, {'name': 'b', 'cmdline': 'y'} | [] | the processes [a, b] run beside each other, and this executor runs one after the other; give them an order, or start them in one command.",
        "{'name': 'a', 'cmdline': 'x'}, {'name': 'b', 'cmdline': 'y'} | [{'order': ['a', 'b', 'a']}, {'order': ['b', 'a']}] | the processes [a, b] wait for each other, and this executor runs one after the other; give them an order, or start them in one command.",
        "{'name': 'a', 'cmdline': 'x', 'final': true} | [] | the process \"a\" is a daemon, ephemeral or final one, and this executor runs one command; start it in the command of another.",
        "{'name': 'a', 'cmdline': '{{thermos.ports[{{x}}]}}'} | [] | one template stands in another at \"{{thermos.ports[{{x}}\"; write the inner one out.",
        " | [] | the task has no process to run.",
      })
  void otherTasksAreRefused(String processes, String order, String reason) {
    assertThatThrownBy(
            () ->
                HandoffDecoder.decode(
                    json(processes == null ? "" : processes, order), empty(), CONTEXT))
        .isInstanceOf(HandoffException.class)
        .hasMessageStartingWith("TaskInfo.data: ")
        .hasMessageEndingWith(reason);
  }

  static Stream<Arguments> others() throws Exception {
    ByteString thrift = AssignedTaskBytes.of(JOB, Map.of("http", 31000));
    return Stream.of(
        arguments(
            empty(),
            Form.NONE,
            "TaskInfo.data is empty; a scheduler that uses this executor puts a hand-off there."),
        arguments(
            ByteString.copyFromUtf8("free text"),
            Form.OTHER,
            "TaskInfo.data: it is neither a hand-off nor a task of Aurora's; use a scheduler that"
                + " hands its tasks over in one of these forms."),
        arguments(
            ByteString.copyFromUtf8("{}"),
            Form.JSON,
            "TaskInfo.data: it is JSON, but no job of Aurora's: that has a key \"task\"."),
        arguments(
            ByteString.copyFromUtf8("{\"task\": {}}"),
            Form.JSON,
            "TaskInfo.data: the executor's data: the task has no process to run."),
        arguments(
            AssignedTaskBytes.of("text", Map.of()),
            Form.AURORA_THRIFT,
            "TaskInfo.data: the executor's data is not a job of Aurora's: that is a JSON object with"
                + " a key \"task\"."),
        arguments(
            AssignedTaskBytes.of(
                "{\"task\": {}, \"announce\": {\"portmap\": {\"a\": \"a\"}}}", Map.of()),
            Form.AURORA_THRIFT,
            "TaskInfo.data: the alias leads back to itself (a → a); let one of them be a port or a"
                + " number."),
        arguments(
            thrift.substring(0, 3).concat(ByteString.copyFrom(new byte[] {0, 0, 0, 0, 0})),
            Form.AURORA_THRIFT,
            "TaskInfo.data: the Thrift bytes are not an AssignedTask: slaveHost (field 3) is"
                + " missing."));
  }

  @ParameterizedTest(name = "{1}: {2}")
  @MethodSource("others")
  void whatIsNoTaskIsToldInASentence(ByteString data, Form form, String message) {
    assertThat(HandoffDecoder.form(data)).isEqualTo(form);
    assertThatThrownBy(() -> HandoffDecoder.decode(data, empty(), CONTEXT))
        .isInstanceOf(HandoffException.class)
        .hasMessage(message);
  }

  @Test
  void thriftBytesThatBreakOffAreRefusedAtEveryByte() throws Exception {
    ByteString whole = AssignedTaskBytes.of(JOB, Map.of("http", 31000));
    for (int length = 3; length < whole.size(); length++) {
      ByteString part = whole.substring(0, length);
      assertThatThrownBy(() -> HandoffDecoder.decode(part, empty(), CONTEXT))
          .as("%d of %d bytes", length, whole.size())
          .isInstanceOf(HandoffException.class)
          .hasMessageStartingWith("TaskInfo.data: the Thrift bytes ");
    }
  }

  @Test
  void aLengthThatTheBytesOnlyClaimIsNotBelieved() {
    // taskId, 2^31 - 1 bytes long; and assignedPorts, 2^31 - 1 of them.
    byte[] text = {0x0B, 0, 1, 0x7F, -1, -1, -1, 'x'};
    byte[] map = {0x0D, 0, 5, 0x0B, 0x08, 0x7F, -1, -1, -1};

    for (byte[] data : List.of(text, map)) {
      assertThatThrownBy(() -> HandoffDecoder.decode(ByteString.copyFrom(data), empty(), CONTEXT))
          .isInstanceOf(HandoffException.class)
          .hasMessageStartingWith("TaskInfo.data: the Thrift bytes ");
    }
  }

  private static ByteString json(String processes, String order) {
    String text =
        "{'role': 'r', 'environment': 'e', 'name': 'n', 'task': {'processes': ["
            + processes
            + "], 'constraints': "
            + order
            + "}}";
    return ByteString.copyFrom(text.replace('\'', '"'), UTF_8);
  }

  private static ByteString empty() {
    return ByteString.EMPTY;
  }
}
