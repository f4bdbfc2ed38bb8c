package io.herald.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.multibindings.OptionalBinder;
import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import io.herald.jobs.JobKey;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A TaskInfo of which its framework tells no more: what is in it is read. */
class UnexplainedTaskTest {

  private static final String IDS = "task_id { value: 't' } agent_id { value: 'a' } ";
  private static final String PORTS =
      "resources { name: 'cpus' type: SCALAR scalar { value: 1 } } resources { name: 'ports' type:"
          + " RANGES ranges { range { begin: 31000 end: 31001 } range { begin: 31005 end: 31005 } }"
          + " } ";
  private static final String JSON =
      "{\"cluster\": \"west\", \"role\": \"role\", \"environment\": \"devel\", \"name\": \"job\","
          + " \"announce\": {}, \"task\": {\"processes\": [{\"name\": \"p\", \"cmdline\": \"x"
          + " {{thermos.ports[admin]}}\"}]}}";
  private static final String JSON_PORTS =
      "ports { ports { number: 31000 name: 'admin' protocol: 'TCP' } ports { number: 31001 name:"
          + " 'aurora' protocol: 'TCP' labels { labels { key: 'io.herald.alias-of' value: 'http' }"
          + " } } ports { number: 31001 name: 'http' protocol: 'TCP' labels { labels { key:"
          + " 'io.herald.primary' value: 'true' } } } } ";
  private static final String KEYED =
      "visibility: CLUSTER name: 'job.devel.role' environment: 'devel' ";

  /**
   * AssignedTask of Aurora's in Thrift's binary protocol: instance 3 of role/devel/job, http=31000,
   * the default announce block, the metadata {@code io.herald.version} = 7.
   */
  static final String ASSIGNED_TASK =
      "CwABAAAAAnQxCwACAAAAAmExCwADAAAADmFnZW50MS5leGFtcGxlDAAEAgAHAQwAGQsAAQAAAA5BdXJv"
          + "cmFFeGVjdXRvcgsAAgAAAGN7ImNsdXN0ZXIiOiJjbHVzdGVyX25hbWUiLCJhbm5vdW5jZSI6eyJwcmlt"
          + "YXJ5X3BvcnQiOiJodHRwIiwicG9ydG1hcCI6eyJhdXJvcmEiOiJodHRwIn19LCJ0YXNrIjp7fX0ADgAb"
          + "DAAAAAELAAEAAAARaW8uaGVyYWxkLnZlcnNpb24LAAIAAAABNwAMABwLAAEAAAAEcm9sZQsAAgAAAAVk"
          + "ZXZlbAsAAwAAAANqb2IAAA0ABQsIAAAAAQAAAARodHRwAAB5GAgABgAAAAMA";

  private static final String NUMBERS =
      "ports { ports { number: 31000 protocol: 'TCP' } ports { number: 31001 protocol: 'TCP' } ports"
          + " { number: 31005 protocol: 'TCP' } }";

  private final DiscoveryStats stats = new DiscoveryStats();

  private DiscoveryInfoPopulator populator() {
    return DiscoveryInfoPopulator.of(
        DiscoveryOptions.builder().populateDiscoveryInfo(true).build(), stats);
  }

  static Stream<Arguments> tasks() {
    String json = TextFormat.escapeBytes(ByteString.copyFromUtf8(JSON));
    return Stream.of(
        arguments(
            "Aurora's job JSON as the task's data",
            IDS + PORTS + "name: 'x' data: '" + json + "'",
            KEYED + "location: 'west' " + JSON_PORTS),
        arguments(
            "Aurora's job JSON as the executor's data",
            IDS + PORTS + "name: 'x' executor { executor_id { value: 'e' } data: '" + json + "' }",
            KEYED + "location: 'west' " + JSON_PORTS),
        arguments(
            "D10 from Aurora's Thrift",
            IDS
                + "name: 'role/devel/job' data: '"
                + TextFormat.escapeBytes(
                    ByteString.copyFrom(Base64.getDecoder().decode(ASSIGNED_TASK)))
                + "'",
            KEYED
                + "location: 'cluster_name' version: '7' ports { ports { number: 31000 name: 'aurora'"
                + " protocol: 'TCP' labels { labels { key: 'io.herald.alias-of' value: 'http' } } }"
                + " ports { number: 31000 name: 'http' protocol: 'TCP' labels { labels { key:"
                + " 'io.herald.primary' value: 'true' } } } }"),
        arguments("a name of Aurora's", IDS + PORTS + "name: 'role/devel/job'", KEYED + NUMBERS),
        arguments(
            "any other name",
            IDS + PORTS + "name: 'web-7'",
            "visibility: CLUSTER name: 'web-7' " + NUMBERS),
        arguments("a name in a path", IDS + "name: 'a/b'", "visibility: CLUSTER name: 'a/b'"),
        arguments(
            "a name with blanks", IDS + "name: 'a/b c/d'", "visibility: CLUSTER name: 'a/b c/d'"),
        arguments(
            "other data",
            IDS + "name: 'web' data: '\\010\\377 anything'",
            "visibility: CLUSTER name: 'web'"),
        arguments(
            "a framework that tells its ports",
            IDS
                + PORTS
                + "name: 'web' discovery { visibility: FRAMEWORK ports { ports { number: 1 } } }",
            "visibility: FRAMEWORK name: 'web' ports { ports { number: 1 } }"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tasks")
  void whatIsInATaskIsTold(String what, String task, String expected) throws Exception {
    TaskInfo v1 = TextFormat.parse(task, TaskInfo.class);
    DiscoveryInfo info = TextFormat.parse(expected, DiscoveryInfo.class);

    assertThat(populator().populate(v1)).isEqualTo(v1.toBuilder().setDiscovery(info).build());
    assertThat(stats.malformed()).isZero();
    // The v0 messages are the same but for their names.
    org.apache.mesos.Protos.TaskInfo v0 =
        org.apache.mesos.Protos.TaskInfo.parseFrom(v1.toByteString());
    assertThat(populator().populate(v0).getDiscovery().toByteString())
        .isEqualTo(info.toByteString());
  }

  @Test
  void dataThatIsDamagedIsCountedAndTheNameTold() throws Exception {
    TaskInfo task =
        TextFormat.parse(
            IDS + PORTS + "name: 'role/devel/job' data: '\\013\\000\\001\\177\\377'",
            TaskInfo.class);

    assertThat(populator().populate(task).getDiscovery())
        .isEqualTo(TextFormat.parse(KEYED + NUMBERS, DiscoveryInfo.class));
    assertThat(stats.malformed()).isOne();
  }

  @Test
  void aTaskThatMesosWillRefuseIsLeftToMesos() {
    TaskInfo incomplete = TaskInfo.newBuilder().setName("web").buildPartial();

    assertThat(populator().populate(incomplete).getDiscovery().getName()).isEqualTo("web");
  }

  @Test
  void morePortsThanAnyTaskUsesAreNotTold() throws Exception {
    TaskInfo task =
        TextFormat.parse(
            IDS
                + "name: 'web' resources { name: 'ports' type: RANGES ranges { range { begin: 0 end:"
                + " 18446744073709551615 } range { begin: 1 end: 60000 } } }",
            TaskInfo.class);

    assertThat(populator().populate(task).getDiscovery().getPorts().getPortsCount())
        .isEqualTo(1024);
  }

  @Test
  void aFrameworkThatKnowsItsTasksOtherwiseBindsItsOwnReader() throws Exception {
    LaunchedTaskReader own =
        task ->
            Optional.of(
                LaunchedTask.plain(
                    new JobKey("west", "me", "prod", task.labels().get(0).value()),
                    7,
                    Map.of("http", task.portNumbers().get(0))));
    DiscoveryOptions options =
        DiscoveryOptions.builder().populateDiscoveryInfo(true).clusterName("east").build();
    Injector injector =
        Guice.createInjector(
            new DiscoveryModule(options),
            new AbstractModule() {
              @Override
              protected void configure() {
                OptionalBinder.newOptionalBinder(binder(), LaunchedTaskReader.class)
                    .setBinding()
                    .toInstance(own);
              }
            });
    DiscoveryInfoPopulator populator = injector.getInstance(DiscoveryInfoPopulator.class);
    TaskInfo task =
        TextFormat.parse(
            IDS + PORTS + "name: 'x' labels { labels { key: 'app' value: 'shop' } }",
            TaskInfo.class);
    TaskInfo unlabelled = TextFormat.parse(IDS + "name: 'x'", TaskInfo.class);

    assertThat(populator.populate(task).getDiscovery())
        .isEqualTo(
            TextFormat.parse(
                "visibility: CLUSTER name: 'shop.prod.me' environment: 'prod' location: 'east'"
                    + " ports { ports { number: 31000 name: 'http' protocol: 'TCP' } }",
                DiscoveryInfo.class));
    // A reader that fails harms no launch.
    assertThat(populator.populate(unlabelled).getDiscovery().getName()).isEqualTo("x");
    assertThat(injector.getInstance(DiscoveryStats.class).malformed()).isOne();
  }
}
