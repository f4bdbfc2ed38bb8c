package io.herald.scheduler.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.mesos.Protos.Filters;
import org.apache.mesos.Protos.Offer.Operation;
import org.apache.mesos.Protos.OfferID;
import org.apache.mesos.Protos.Status;
import org.apache.mesos.Protos.TaskInfo;
import org.apache.mesos.Scheduler;
import org.apache.mesos.SchedulerDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against a fake that behaves as the bindings' own class, which needs libmesos: it knows the
 * scheduler that it was made for, and calls it with itself, as {@code MesosSchedulerDriver}'s
 * native part does.
 */
@SuppressWarnings("deprecation") // The deprecated methods pass through the decorator, too.
class PopulatingSchedulerDriverTest {

  private static final OfferID OFFER = OfferID.newBuilder().setValue("o").build();
  private static final Filters FILTERS = Filters.newBuilder().setRefuseSeconds(5).build();

  private final List<String> called = new ArrayList<>();
  private final List<Object[]> arguments = new ArrayList<>();

  /** What the framework's scheduler heard: the method's name, then its arguments. */
  private final List<List<Object>> heard = new ArrayList<>();

  /** What the framework does in its callbacks, with the driver that it gets there. */
  private Consumer<SchedulerDriver> reaction = driver -> {};

  private final Scheduler scheduler =
      (Scheduler)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {Scheduler.class},
              (proxy, method, given) -> {
                List<Object> call = new ArrayList<>(List.of(method.getName()));
                call.addAll(Arrays.asList(given));
                heard.add(call);
                reaction.accept((SchedulerDriver) given[0]);
                return null;
              });

  /** The bindings' driver: notes what it is told, and calls its scheduler with itself. */
  private final class Bound {

    private final Scheduler scheduler;
    private final SchedulerDriver self =
        (SchedulerDriver)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {SchedulerDriver.class},
                (proxy, method, given) -> {
                  called.add(signature(method));
                  arguments.add(given == null ? new Object[0] : given);
                  return Status.DRIVER_ABORTED;
                });

    Bound(Scheduler scheduler) {
      this.scheduler = scheduler;
    }

    void offer() {
      scheduler.resourceOffers(self, List.of());
    }
  }

  /** The last driver that was made. */
  private Bound bound;

  private SchedulerDriver make(Scheduler forWhom) {
    bound = new Bound(forWhom);
    return bound.self;
  }

  private static DiscoveryInfoPopulator populator(boolean on) {
    return DiscoveryInfoPopulator.of(
        DiscoveryOptions.builder().populateDiscoveryInfo(on).build(), new DiscoveryStats());
  }

  private SchedulerDriver driver(boolean on) {
    return PopulatingSchedulerDriver.around(scheduler, this::make, populator(on));
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

  @Test
  void aTaskThatIsLaunchedFromACallbackHasItToo() throws Exception {
    List<TaskInfo> tasks = List.of(plain("one"));
    SchedulerDriver driver = driver(true);
    reaction = given -> given.launchTasks(List.of(OFFER), tasks, FILTERS);

    bound.offer();
    driver.launchTasks(List.of(OFFER), tasks, FILTERS);

    Object[] expected = {List.of(OFFER), List.of(populated("one")), FILTERS};
    assertThat(arguments).containsExactly(expected, expected);
  }

  @Test
  void aTaskThatIsLaunchedWhileTheDriverIsStillBeingMadeHasItToo() throws Exception {
    List<TaskInfo> tasks = List.of(plain("one"));
    reaction = given -> given.launchTasks(OFFER, tasks);

    PopulatingSchedulerDriver.around(
        scheduler,
        called -> {
          SchedulerDriver made = make(called);
          bound.offer();
          return made;
        },
        populator(true));

    assertThat(arguments).containsExactly(new Object[] {OFFER, List.of(populated("one"))});
  }

  @Test
  void aDriverThatTheFactoryWrapsItselfStaysInBetween() throws Exception {
    List<TaskInfo> tasks = List.of(plain("one"));
    reaction = given -> given.launchTasks(OFFER, tasks);
    List<String> between = new ArrayList<>();

    PopulatingSchedulerDriver.around(
        scheduler,
        called -> {
          SchedulerDriver made = make(called);
          return (SchedulerDriver)
              Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {SchedulerDriver.class},
                  (proxy, method, given) -> {
                    between.add(method.getName());
                    return method.invoke(made, given);
                  });
        },
        populator(true));
    bound.offer();

    assertThat(between).containsExactly("launchTasks");
    assertThat(arguments).containsExactly(new Object[] {OFFER, List.of(populated("one"))});
  }

  static Stream<Method> callbacks() {
    return Arrays.stream(Scheduler.class.getMethods());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("callbacks")
  void everyCallbackReachesTheSchedulerWithTheDecorator(Method callback) throws Exception {
    SchedulerDriver driver = driver(true);
    Object[] given =
        Arrays.stream(callback.getParameterTypes())
            .map(type -> type == SchedulerDriver.class ? bound.self : anyOf(type))
            .toArray();

    callback.invoke(bound.scheduler, given);

    List<Object> expected = new ArrayList<>(List.of(callback.getName(), driver));
    expected.addAll(Arrays.asList(given).subList(1, given.length));
    assertThat(heard).containsExactly(expected);
    assertThat(heard.get(0).get(1)).isSameAs(driver);
    assertThat(called).isEmpty();
  }

  @Test
  @SuppressWarnings("removal")
  void aDriverThatIsMadeAlreadyIsRefused() {
    SchedulerDriver made = make(scheduler);

    assertThatThrownBy(() -> new PopulatingSchedulerDriver(made, populator(true)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(
            "a SchedulerDriver that is made already calls its scheduler with itself, and tasks that"
                + " are launched there get no DiscoveryInfo; write PopulatingSchedulerDriver.around("
                + "scheduler, s -> new MesosSchedulerDriver(s, framework, master), populator)");
  }

  @Test
  void aFactoryWithoutADriverIsToldSo() {
    assertThatThrownBy(
            () -> PopulatingSchedulerDriver.around(scheduler, called -> null, populator(true)))
        .hasMessage("the factory of PopulatingSchedulerDriver returned null; return the driver");
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
    if (type == int.class) {
      return 7;
    }
    if (type == String.class) {
      return "seven";
    }
    if (type == byte[].class) {
      return new byte[] {7};
    }
    if (type == Collection.class || type == List.class) {
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
