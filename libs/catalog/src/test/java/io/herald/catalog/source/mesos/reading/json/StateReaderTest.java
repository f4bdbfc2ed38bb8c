package io.herald.catalog.source.mesos.reading.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.herald.catalog.Interner;
import io.herald.catalog.SkippedItem;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.model.Upid;
import io.herald.catalog.source.mesos.reading.Captures;
import io.herald.catalog.source.mesos.reading.MesosSnapshot;
import io.herald.catalog.source.mesos.reading.SnapshotException;
import io.herald.catalog.source.mesos.status.MesosSkippedItems;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateReaderTest {

  private static final String RUN = "c80fefca-6eef-4558-a8ee-59cea57c0964";

  private final MesosSkippedItems skippedItems = new MesosSkippedItems();
  private final StateReader reader = new StateReader(new Interner(), skippedItems);

  private StateReader.State read(String capture) throws IOException {
    return reader.state(Captures.open(capture), capture);
  }

  private static Map<String, Task> byId(MesosSnapshot snapshot) {
    return snapshot.tasks().stream().collect(Collectors.toMap(Task::id, Function.identity()));
  }

  @Test
  void aRealStateIsReadFieldByField() throws IOException {
    StateReader.State state = read("state.json");
    MesosSnapshot snapshot = state.snapshot();

    assertThat(state.leader()).isEqualTo(new Upid("master", "127.0.0.1", 5050));
    assertThat(snapshot.reregisterTimeout()).contains(Duration.ofMinutes(10));
    assertThat(snapshot.agents())
        .containsExactlyInAnyOrder(
            new Agent(
                RUN + "-S1", "agent1.example", new Upid("slave(1)", "127.0.0.11", 5051), true),
            new Agent(
                RUN + "-S0", "agent2.example", new Upid("slave(1)", "127.0.0.12", 5051), true));
    assertThat(snapshot.frameworks())
        .containsExactlyInAnyOrder(
            new Framework(RUN + "-0002", "ephemeral", "", Optional.empty(), true),
            new Framework(RUN + "-0001", "marathon", "marathon.example", Optional.empty(), true),
            new Framework(
                RUN + "-0000", "TwitterScheduler", "scheduler.example", Optional.empty(), true));
    assertThat(snapshot.recoveredAgents()).isEmpty();
    assertThat(snapshot.tasks()).hasSize(17);
    assertThat(byId(snapshot).get("tw-1-http_example"))
        .isEqualTo(
            new Task(
                RUN + "-0000",
                "tw-1-http_example",
                "http_example.test.vagrant",
                RUN + "-S1",
                "TASK_RUNNING",
                Optional.of(
                    new RunningStatus(
                        Optional.empty(), List.of("127.0.0.11"), Map.of(), Network.UNSPECIFIED)),
                List.of(new PortRange(31000, 31001)),
                Optional.of(
                    new Discovery(
                        "http_example.test.vagrant",
                        "test",
                        "vagrant",
                        "1.0.3",
                        "FRAMEWORK",
                        List.of(
                            new Discovery.Port(
                                31000,
                                "http",
                                "tcp",
                                Map.of("VIP_0", "/sise:80", "network-scope", "host")),
                            new Discovery.Port(31001, "dns", "udp", Map.of())),
                        Map.of("canary", "yes", "novalue", ""))),
                Map.of("app", "http_example", "track", "stable"),
                Network.UNSPECIFIED,
                false));
    assertThat(byId(snapshot).get("custom-1").running())
        .contains(
            new RunningStatus(
                Optional.empty(),
                List.of("10.1.2.3", "fd01::3"),
                Map.of("from", List.of("executor")),
                new Network(Network.Mode.OWN, List.of())));
    assertThat(byId(snapshot).get("tw-10-health-command").running().orElseThrow().healthy())
        .contains(true);
    assertThat(byId(snapshot).get("tw-10-health-command").healthChecked()).isTrue();
    assertThat(byId(snapshot).get("tw-5-nodiscovery-ports").ports())
        .containsExactly(new PortRange(31100, 31101), new PortRange(31110, 31110));
    assertThat(skippedItems.counts()).isEmpty();
  }

  @Test
  void unreachableTasksAreThereAndLostOnesNot() throws IOException {
    MesosSnapshot snapshot = read("state-agent2-unreachable.json").snapshot();
    assertThat(snapshot.tasks())
        .filteredOn(task -> task.state().equals("TASK_UNREACHABLE"))
        .extracting(Task::id)
        .containsExactlyInAnyOrder("pod1.a", "pod1.b");
    assertThat(snapshot.tasks()).extracting(Task::state).doesNotContain("TASK_LOST");
  }

  @Test
  void completedTasksAreNotThereWhateverStateTheyClaim() throws IOException {
    MesosSnapshot snapshot = read("state-agent2-marked-gone.json").snapshot();
    assertThat(snapshot.tasks()).noneMatch(task -> task.agentId().endsWith("-S0"));
  }

  @Test
  void recoveredAgentsAreKnownById() throws IOException {
    MesosSnapshot snapshot = read("state-failover-first.json").snapshot();
    assertThat(snapshot.recoveredAgents()).isEqualTo(Set.of(RUN + "-S1", RUN + "-S2"));
    assertThat(snapshot.withoutAgents()).isFalse();
    assertThat(read("state-recovering-leader.json").snapshot().withoutAgents()).isTrue();
  }

  @Test
  void twoElectionsAreToldApart() throws IOException {
    String first = read("state.json").snapshot().master();
    assertThat(read("state-agent2-back.json").snapshot().master()).isEqualTo(first);
    assertThat(read("state-failover-first.json").snapshot().master()).isNotEqualTo(first);
  }

  @Test
  void frameworksAreReadWithoutTheirTasks() throws IOException {
    assertThat(reader.frameworks(Captures.open("frameworks.json"), "frameworks.json"))
        .extracting(Framework::name)
        .containsExactlyInAnyOrder("ephemeral", "marathon", "TwitterScheduler");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense | at http://m/state: a JSON object in UTF-8 was expected",
        "{} | at http://m/state: \"slaves\" is missing; this is not the state of a Mesos master",
        "{\"slaves\":[]} | at http://m/state: \"frameworks\" is missing; this is not the state"
            + " of a Mesos master",
        "{\"slaves\":[],\"frameworks\":[]} | at http://m/state: \"leader\" is empty: that master"
            + " knows no leader",
        "{\"slaves\":3} | at http://m/state: \"slaves\": a JSON array was expected",
        "7 | at http://m/state: a JSON object in UTF-8 was expected",
      })
  void whatIsNoStateIsRefusedWithASentence(String body, String message) {
    assertThatThrownBy(
            () -> reader.state(new ByteArrayInputStream(body.getBytes(UTF_8)), "at http://m/state"))
        .isInstanceOf(SnapshotException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void everyTruncationOfARealStateIsRefused() {
    byte[] whole = Captures.bytes("state-failover-agents-back.json");
    for (int length = 0; length < whole.length - 1; length += 37) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> reader.state(new ByteArrayInputStream(part), "state"))
          .isInstanceOf(SnapshotException.class);
    }
  }

  private static byte[] stateOf(String... tasks) {
    return ("{\"leader\":\"master@10.0.0.1:5050\",\"slaves\":[],\"frameworks\":[{\"id\":\"F\",\"tasks\":["
            + String.join(", ", tasks)
            + "]}]}")
        .getBytes(UTF_8);
  }

  private static String task(String id, String more) {
    return "{\"id\":\""
        + id
        + "\",\"framework_id\":\"F\",\"slave_id\":\"S\",\"state\":\"TASK_RUNNING\""
        + more
        + "}";
  }

  private List<Task> tasks(byte[] state) throws IOException {
    return reader.state(new ByteArrayInputStream(state), "state").snapshot().tasks();
  }

  @Test
  void aTaskThatSaysTheSameAgainIsTheSameObjectAndTheOthersAreReadAnew() throws IOException {
    List<Task> first = tasks(stateOf(task("a", ""), task("b", ""), task("c", ",\"name\":\"ü\"")));
    List<Task> second =
        tasks(
            stateOf(
                task("c", ",\"name\":\"ü\""),
                task("b", ",\"name\":\"new\""),
                task("d", ""),
                task("a", "")));

    assertThat(second).extracting(Task::id).containsExactly("c", "b", "d", "a");
    assertThat(second).extracting(Task::name).containsExactly("ü", "new", "", "");
    assertThat(second.get(0)).isSameAs(first.get(2));
    assertThat(second.get(3)).isSameAs(first.get(0));
    assertThat(tasks(stateOf(task("b", ",\"name\":\"new\"")))).first().isSameAs(second.get(1));
  }

  @Test
  void aStateThatWasRefusedIsNotRemembered() throws IOException {
    List<Task> first = tasks(stateOf(task("a", "")));
    String broken = new String(stateOf(task("a", ""), task("b", "")), UTF_8).replace("leader", "x");
    assertThatThrownBy(() -> tasks(broken.getBytes(UTF_8))).isInstanceOf(SnapshotException.class);
    assertThat(tasks(stateOf(task("a", "")))).first().isSameAs(first.get(0));
    reader.forget();
    assertThat(tasks(stateOf(task("a", "")))).isEqualTo(first).first().isNotSameAs(first.get(0));
  }

  @Test
  void aStateThatIsBeingReadWhenTasksAreLetGoOfIsNotRemembered() throws IOException {
    byte[] state = stateOf(task("a", ""));
    InputStream letGoOfAtItsEnd =
        new FilterInputStream(new ByteArrayInputStream(state)) {
          @Override
          public void close() throws IOException {
            reader.forget();
            super.close();
          }
        };
    List<Task> first = reader.state(letGoOfAtItsEnd, "state").snapshot().tasks();
    List<Task> second = tasks(state);
    assertThat(second).isEqualTo(first).first().isNotSameAs(first.get(0));
    assertThat(tasks(state)).first().isSameAs(second.get(0));
  }

  @Test
  void whatIsWrongWithATaskIsCountedInEachState() throws IOException {
    byte[] state = stateOf(task("a", ",\"resources\":{\"ports\":\"[9-1]\"}"), "7", "{}");
    for (long reading = 1; reading <= 3; reading++) {
      assertThat(tasks(state)).hasSize(1);
      assertThat(skippedItems.counts()).isEqualTo(Map.of("ports", reading, "task", 2 * reading));
    }
  }

  @Test
  void fieldsOfAnotherTypeCountAsAbsent() throws IOException {
    String odd =
        ",\"name\":[1],\"statuses\":{\"state\":\"TASK_RUNNING\"},\"resources\":\"ports\",\"labels\":"
            + "{\"key\":\"k\"},\"discovery\":{\"name\":12,\"visibility\":null,\"ports\":{\"ports\":[{"
            + "\"number\":\"80\",\"name\":{}},4]},\"labels\":[]}";
    assertThat(tasks(stateOf(task("a", odd))))
        .containsExactly(
            new Task(
                "F",
                "a",
                "",
                "S",
                "TASK_RUNNING",
                Optional.empty(),
                List.of(),
                Optional.of(
                    new Discovery(
                        "12",
                        "",
                        "",
                        "",
                        "",
                        List.of(
                            new Discovery.Port(80, "", "", Map.of()),
                            new Discovery.Port(0, "", "", Map.of())),
                        Map.of())),
                Map.of(),
                Network.UNSPECIFIED,
                false));
  }

  /** {@code state} with {@code bytes} where {@code text} stands. */
  private static byte[] with(byte[] state, String text, int... bytes) {
    String latin = new String(state, ISO_8859_1);
    int[] copy = bytes.clone();
    return latin.replace(text, new String(copy, 0, copy.length)).getBytes(ISO_8859_1);
  }

  static Stream<Arguments> namesThatAreNotUtf8() {
    return Stream.of(
        // What Go's encoding/json reads of the same bytes.
        arguments(new int[] {0xff}, "\ufffd"),
        arguments(new int[] {0xc3}, "\ufffd"),
        arguments(new int[] {0xc3, 0xa9}, "\u00e9"),
        arguments(new int[] {0xe2, 0x82}, "\ufffd\ufffd"),
        arguments(new int[] {0xe2, 0x82, 0xac}, "\u20ac"),
        arguments(new int[] {0xed, 0xa0, 0x80}, "\ufffd\ufffd\ufffd"),
        arguments(new int[] {0xc0, 0xaf}, "\ufffd\ufffd"),
        arguments(new int[] {0xf4, 0x90, 0x80, 0x80}, "\ufffd\ufffd\ufffd\ufffd"),
        arguments(new int[] {0xf0, 0x9f, 0x98, 0x80}, "\ud83d\ude00"));
  }

  @ParameterizedTest
  @MethodSource("namesThatAreNotUtf8")
  void aByteThatIsNoUtf8IsTheReplacementCharacter(int[] bytes, String read) throws IOException {
    byte[] state = with(stateOf(task("a", ",\"name\":\"x%y\""), task("b", "")), "%", bytes);
    for (int i = 0; i < 2; i++) {
      assertThat(tasks(state)).extracting(Task::name).containsExactly("x" + read + "y", "");
    }
    assertThat(skippedItems.counts()).isEmpty();
  }

  @Test
  void aStateInAnotherEncodingIsRefused() {
    byte[] state = new String(stateOf(task("a", "")), UTF_8).getBytes(UTF_16);
    assertThatThrownBy(() -> tasks(state))
        .isInstanceOf(SnapshotException.class)
        .hasMessage("state: a JSON object in UTF-8 was expected");
  }

  @Test
  void aByteOrderMarkIsPassed() throws IOException {
    byte[] state = ("\ufeff" + new String(stateOf(task("a", "")), UTF_8)).getBytes(UTF_8);
    assertThat(tasks(state)).extracting(Task::id).containsExactly("a");
  }

  static Stream<Arguments> whatCostsNobody() {
    String digits = "1".repeat(1_000_000);
    return Stream.of(
        arguments("NaN", ",\"resources\":{\"cpus\":NaN,\"mem\":-Infinity}"),
        arguments("a number of many digits", ",\"resources\":{\"cpus\":" + digits + "}"),
        arguments("one that is wanted", ",\"statuses\":[{\"timestamp\":" + digits + "}]"),
        arguments("an exponent without end", ",\"resources\":{\"cpus\":1e999999999}"),
        arguments("a control character", ",\"data\":\"a\u0001\nb\""),
        arguments("an escape that is none", ",\"data\":\"\\q\\x\""),
        arguments("half a pair", ",\"data\":\"\\ud800\""),
        arguments("a long array", ",\"data\":[" + "1,".repeat(1_000_000) + "1]"),
        arguments("a member twice", ",\"name\":\"x\",\"name\":\"\""),
        arguments("a null", ",\"labels\":null,\"discovery\":null,\"statuses\":null"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whatCostsNobody")
  void oddValuesCostNobody(String what, String more) throws IOException {
    byte[] state = stateOf(task("a", ""), task("b", more), task("c", ""));
    for (int reading = 0; reading < 2; reading++) {
      assertThat(tasks(state)).extracting(Task::id).containsExactly("a", "b", "c");
    }
    assertThat(skippedItems.counts()).isEmpty();
  }

  static Stream<Arguments> whatCostsATask() {
    return Stream.of(
        arguments(",\"x\":nan", new SkippedItem("task", "b", "not JSON: Unrecognized token 'nan'")),
        arguments(
            ",\"x\":,\"y\":1",
            new SkippedItem(
                "task", "b", "not JSON: Unexpected character (',' (code 44)): expected a value")),
        arguments(
            ",\"deep\":" + "[".repeat(2000) + "]".repeat(2000),
            new SkippedItem(
                "task",
                "b",
                "not JSON: Document nesting depth (1001) exceeds the maximum allowed (1000)")),
        arguments(
            ",\"list\":["
                + "\"xxxxxxxx\",".repeat(800_000)
                + "1],\"data\":\""
                + "x".repeat(900_000)
                + "\"",
            new SkippedItem("task", "b", "its JSON has 9700088 bytes, more than are read of one")));
  }

  @ParameterizedTest
  @MethodSource("whatCostsATask")
  void whatIsNoJsonTooDeepOrTooLongInATaskCostsThatOneAlone(String more, SkippedItem told)
      throws IOException {
    byte[] state = stateOf(task("a", ""), task("b", more), task("c", ""));
    for (int reading = 0; reading < 2; reading++) {
      assertThat(tasks(state)).extracting(Task::id).containsExactly("a", "c");
      assertThat(skippedItems.latest()).containsExactly(told);
    }
  }

  @Test
  void aTextOfManyMillionCharactersIsTakenForAnEmptyOneAndReported() throws IOException {
    String endless = "y".repeat(25_000_000);
    byte[] state =
        stateOf(
            task("a", ""),
            task("b", ",\"name\":\"" + endless + "\",\"discovery\":{\"name\":\"web\"}"),
            task("c", ""));
    List<Task> tasks = tasks(state);
    assertThat(tasks).extracting(Task::id).containsExactly("a", "b", "c");
    assertThat(tasks.get(1).name()).isEmpty();
    assertThat(tasks.get(1).discovery().orElseThrow().name()).isEqualTo("web");
    assertThat(skippedItems.latest())
        .containsExactly(
            new SkippedItem(
                "text of task",
                "b",
                "a text of 25000000 bytes is taken for an empty one; up to 1048576 are read"));
  }

  @Test
  void whatIsMalformedOfAgentsFrameworksAndTheStateCostsItselfAlone() throws IOException {
    String state =
        """
        {"leader":"master@10.0.0.1:5050","elected_time":NaN,"recovered_slaves":null,
         "slaves":[
          {"id":"S0","pid":"slave(1)@10.0.0.10:5051","hostname":"h\uD800","resources":{"cpus":NaN}},
          {"id":"S1","pid":"slave(1)@10.0.0.11:5051","x":nan},
          {"id":"S2","pid":"slave(1)@10.0.0.12:5051","resources":{"cpus":%s}},
          null],
         "flags":{"agent_reregister_timeout":nan,"x":nan},
         "completed_frameworks":[{"x":nan,"y":}],
         "frameworks":[
          {"id":"F0","name":nan,"active":true,"tasks":null},
          {"id":"F1","name":"fine","pid":[],"tasks":[{"id":"t","framework_id":"F1",
           "slave_id":"S0","state":"TASK_RUNNING"}]}],
         "orphan_tasks":null,"unregistered_frameworks":null}
        """
            .formatted("1".repeat(1000));
    MesosSnapshot snapshot =
        reader.state(new ByteArrayInputStream(state.getBytes(UTF_8)), "state").snapshot();

    assertThat(snapshot.agents()).extracting(Agent::id).containsExactly("S0", "S2");
    assertThat(snapshot.frameworks()).extracting(Framework::name).containsExactly("", "fine");
    assertThat(snapshot.tasks()).extracting(Task::id).containsExactly("t");
    assertThat(snapshot.elected()).isEmpty();
    assertThat(snapshot.reregisterTimeout()).isEmpty();
    assertThat(skippedItems.counts())
        .isEqualTo(Map.of("agent", 2L, "framework", 1L, "flag", 1L, "state", 1L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"slaves", "frameworks"})
  void aNullListIsAnAbsentOne(String list) {
    String state =
        new String(stateOf(task("a", "")), UTF_8)
            .replaceFirst("\"" + list + "\":.*?\\[", "\"" + list + "\":null,\"x\":[");
    assertThatThrownBy(() -> tasks(state.getBytes(UTF_8)))
        .isInstanceOf(SnapshotException.class)
        .hasMessage("state: \"" + list + "\" is missing; this is not the state of a Mesos master");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"slaves\":[],,\"frameworks\":[]}|state: not the JSON of a master: byte 13: a name was"
            + " expected",
        "{\"slaves\":[1 2]}|state: not the JSON of a master: byte 13: \",\" or \"]\" was expected",
        "{\"slaves\":[1,]}|state: not the JSON of a master: byte 13: a value was expected",
        "{\"slaves\" []}|state: not the JSON of a master: byte 10: \":\" was expected",
        "{\"slaves\":[]|state: not the JSON of a master: it ends too early, after 12 bytes",
        "{\"slaves\":[{\"x\":\"]}|state: not the JSON of a master: it ends too early, after 19"
            + " bytes",
      })
  void whatIsBrokenOutsideOfEntitiesIsRefused(String state, String message) {
    assertThatThrownBy(() -> tasks(state.getBytes(UTF_8)))
        .isInstanceOf(SnapshotException.class)
        .hasMessage(message);
  }

  @Test
  void theOrphansOfAnOldMasterAreRead() throws IOException {
    String state =
        new String(stateOf(task("a", "")), UTF_8).replaceFirst("\\}$", "")
            + ",\"orphan_tasks\":["
            + task("o", "")
            + ","
            + task("over", "").replace("TASK_RUNNING", "TASK_FAILED")
            + "],\"flags\":{\"slave_reregister_timeout\":\"12mins\"}}";
    MesosSnapshot snapshot =
        reader.state(new ByteArrayInputStream(state.getBytes(UTF_8)), "state").snapshot();
    assertThat(snapshot.tasks()).extracting(Task::id).containsExactly("a");
    assertThat(snapshot.orphans()).extracting(Task::id).containsExactly("o");
    assertThat(snapshot.reregisterTimeout()).contains(Duration.ofMinutes(12));
  }

  @Test
  void aStateOfManyTasksIsReadAsItComes() throws IOException {
    int tasks = 20_000;
    String head =
        "{\"leader\":\"master@10.0.0.1:5050\",\"slaves\":[],\"frameworks\":[{\"id\":\"F\",\"tasks\":[";
    Iterator<String> parts =
        Stream.of(
                Stream.of(head),
                IntStream.range(0, tasks).mapToObj(StateReaderTest::bulkyTask),
                Stream.of("]}]}"))
            .flatMap(Function.identity())
            .iterator();
    InputStream body = new PartByPart(parts);
    assertThat(reader.state(body, "state").snapshot().tasks()).hasSize(tasks);
  }

  @Test
  void whatStandsBehindTheLastTaskIsNotKept() throws IOException {
    String head = new String(stateOf(task("a", "")), UTF_8).replaceFirst("\\}$", "");
    int bulks = 30_000; // more than the heap of a test: 3 GB
    Iterator<String> parts =
        IntStream.rangeClosed(0, bulks + 1)
            .mapToObj(
                i ->
                    i == 0
                        ? head + ",\"completed_frameworks\":[0"
                        : i <= bulks ? ",{\"x\":\"" + BULK + "\"}" : "]}")
            .iterator();
    InputStream body = new PartByPart(parts);
    assertThat(reader.state(body, "state").snapshot().tasks()).hasSize(1);
  }

  private static final String BULK = "y".repeat(100_000);

  /** Makes its text while it is read. */
  private static final class PartByPart extends InputStream {
    private final Iterator<String> parts;
    private byte[] part = new byte[0];
    private int at;

    PartByPart(Iterator<String> parts) {
      this.parts = parts;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int from, int count) {
      while (at == part.length) {
        if (!parts.hasNext()) {
          return -1;
        }
        part = parts.next().getBytes(UTF_8);
        at = 0;
      }
      int taken = Math.min(count, part.length - at);
      System.arraycopy(part, at, to, from, taken);
      at += taken;
      return taken;
    }
  }

  /** Some 10 kB each, nearly all of it of no interest: 200 MB in all. */
  private static String bulkyTask(int number) {
    return (number == 0 ? "" : ",")
        + "{\"id\":\"t"
        + number
        + "\",\"framework_id\":\"F\",\"slave_id\":\"S\",\"state\":\"TASK_RUNNING\",\"bulk\":\""
        + "x".repeat(10_000)
        + "\"}";
  }
}
