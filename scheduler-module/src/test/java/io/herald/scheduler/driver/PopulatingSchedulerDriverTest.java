package io.herald.scheduler.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import io.herald.scheduler.DiscoveryInfoPopulator;
import io.herald.scheduler.DiscoveryOptions;
import io.herald.scheduler.DiscoveryStats;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.mesos.Protos.Filters;
import org.apache.mesos.Protos.Offer.Operation;
import org.apache.mesos.Protos.OfferID;
import org.apache.mesos.Protos.Status;
import org.apache.mesos.Protos.TaskInfo;
import org.apache.mesos.SchedulerDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against a fake of the driver's interface: the bindings' own class needs libmesos. */
@SuppressWarnings("deprecation") // The deprecated methods pass through the decorator, too.
class PopulatingSchedulerDriverTest {

  private static final OfferID OFFER = OfferID.newBuilder().setValue("o").build();
  private static final Filters FILTERS = Filters.newBuilder().setRefuseSeconds(5).build();

  private final List<String> called = new ArrayList<>();
  private final List<Object[]> arguments = new ArrayList<>();
  private final SchedulerDriver recorded =
      (SchedulerDriver)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {SchedulerDriver.class},
              (proxy, method, given) -> {
                called.add(signature(method));
                arguments.add(given == null ? new Object[0] : given);
                return Status.DRIVER_ABORTED;
              });

  private SchedulerDriver driver(boolean on) {
    return new PopulatingSchedulerDriver(
        recorded,
        DiscoveryInfoPopulator.of(
            DiscoveryOptions.builder().populateDiscoveryInfo(on).build(), new DiscoveryStats()));
  }

  private static TaskInfo task(String job, String discovery) throws Exception {
    return TextFormat.parse(
        "name: 'role/devel/%s' task_id { value: '%s' } slave_id { value: 'a' } %s"
            .formatted(job, job, discovery),
        TaskInfo.class);
  }

  private static TaskInfo plain(String job) throws Exception {
    return task(job, "");
  }

  private static TaskInfo populated(String job) throws Exception {
    return task(
        job,
        "discovery { visibility: CLUSTER name: '" + job + ".devel.role' environment: 'devel' }");
  }

  @Test
  void everyTaskThatIsLaunchedGetsItsDiscoveryInfo() throws Exception {
    SchedulerDriver driver = driver(true);
    List<TaskInfo> tasks = List.of(plain("one"), plain("two"));
    List<TaskInfo> expected = List.of(populated("one"), populated("two"));

    assertThat(driver.launchTasks(List.of(OFFER), tasks, FILTERS)).isEqualTo(Status.DRIVER_ABORTED);
    driver.launchTasks(List.of(OFFER), tasks);
    driver.launchTasks(OFFER, tasks, FILTERS);
    driver.launchTasks(OFFER, tasks);

    assertThat(arguments)
        .containsExactly(
            new Object[] {List.of(OFFER), expected, FILTERS},
            new Object[] {List.of(OFFER), expected},
            new Object[] {OFFER, expected, FILTERS},
            new Object[] {OFFER, expected});
  }

  @Test
  void theTasksOfAcceptedOffersTooThoseOfGroupsIncluded() throws Exception {
    Operation reserve =
        TextFormat.parse(
            "type: RESERVE reserve { resources { name: 'cpus' type: SCALAR } }", Operation.class);
    TaskInfo own =
        task("own", "discovery { visibility: EXTERNAL name: 'mine' environment: 'here' }");

    driver(true)
        .acceptOffers(
            List.of(OFFER),
            List.of(reserve, launch(plain("one"), own), group(plain("two"), plain("three"))),
            FILTERS);

    assertThat(arguments)
        .containsExactly(
            new Object[] {
              List.of(OFFER),
              List.of(
                  reserve,
                  launch(populated("one"), own),
                  group(populated("two"), populated("three"))),
              FILTERS
            });
  }

  private static Operation launch(TaskInfo... tasks) {
    return Operation.newBuilder()
        .setType(Operation.Type.LAUNCH)
        .setLaunch(Operation.Launch.newBuilder().addAllTaskInfos(Arrays.asList(tasks)))
        .build();
  }

  private static Operation group(TaskInfo... tasks) throws Exception {
    Operation.Builder group =
        TextFormat.parse(
            "type: LAUNCH_GROUP launch_group { executor { executor_id { value: 'e' } }"
                + " task_group {} }",
            Operation.class)
            .toBuilder();
    group.getLaunchGroupBuilder().getTaskGroupBuilder().addAllTasks(Arrays.asList(tasks));
    return group.build();
  }

  @Test
  void withTheFlagOffEverythingPassesAsItIs() throws Exception {
    SchedulerDriver driver = driver(false);
    List<TaskInfo> tasks = List.of(plain("one"));
    List<Operation> operations = List.of(launch(plain("one")));

    driver.launchTasks(OFFER, tasks);
    driver.acceptOffers(List.of(OFFER), operations, FILTERS);

    assertThat(arguments.get(0)[1]).isSameAs(tasks);
    assertThat(arguments.get(1)[1]).isSameAs(operations);
  }

  static Stream<Method> methods() {
    return Arrays.stream(SchedulerDriver.class.getMethods());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void everyMethodReachesTheSameOneBehindIt(Method method) throws Exception {
    Object[] given =
        Arrays.stream(method.getParameterTypes())
            .map(PopulatingSchedulerDriverTest::anyOf)
            .toArray();

    assertThat(method.invoke(driver(true), given)).isEqualTo(Status.DRIVER_ABORTED);
    assertThat(called).containsExactly(signature(method));
    assertThat(arguments.get(0)).isEqualTo(given);
  }

  private static Object anyOf(Class<?> type) {
    if (type == boolean.class) {
      return true;
    }
    if (type == byte[].class) {
      return new byte[] {7};
    }
    if (type == Collection.class) {
      return List.of();
    }
    try {
      return type.getMethod("getDefaultInstance").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " is no message", e);
    }
  }

  private static String signature(Method method) {
    return method.getName() + Arrays.toString(method.getParameterTypes());
  }
}
