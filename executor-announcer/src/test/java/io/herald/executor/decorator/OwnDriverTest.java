package io.herald.executor.decorator;

import static io.herald.executor.TestTasks.handoff;
import static io.herald.executor.decorator.AnnouncingExecutor.v1;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.executor.TestTasks;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.mesos.Executor;
import org.apache.mesos.ExecutorDriver;
import org.apache.mesos.Protos.ExecutorInfo;
import org.apache.mesos.Protos.FrameworkInfo;
import org.apache.mesos.Protos.SlaveID;
import org.apache.mesos.Protos.SlaveInfo;
import org.apache.mesos.Protos.Status;
import org.apache.mesos.Protos.TaskID;
import org.apache.mesos.Protos.TaskInfo;
import org.apache.mesos.Protos.TaskState;
import org.apache.mesos.Protos.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * With a driver as {@code MesosExecutorDriver}, which needs libmesos: it knows the executor that it
 * was made for, and calls it with itself.
 */
class OwnDriverTest {

  private static final TaskID TASK = TaskID.newBuilder().setValue("task-1").build();

  private final Story story = new Story();
  private final List<ExecutorDriver> given = new CopyOnWriteArrayList<>();

  /** What the wrapped executor does on launchTask. */
  private Consumer<ExecutorDriver> onLaunch = driver -> {};

  /** A company's executor. */
  private final Executor executor =
      (Executor)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {Executor.class},
              (proxy, method, arguments) -> {
                given.add((ExecutorDriver) arguments[0]);
                story.tell("told " + method.getName());
                if (method.getName().equals("launchTask")) {
                  onLaunch.accept((ExecutorDriver) arguments[0]);
                }
                return null;
              });

  private final AnnouncingExecutor announcing =
      new AnnouncingExecutor(
          executor, Story.options().build(), AnnounceBlockReader.ofKnownForms(), story, Map.of());

  private Bound bound;
  private final ExecutorDriver driver = announcing.driver(this::make);

  /** The bindings' driver. */
  private final class Bound {

    private final Executor called;
    private final ExecutorDriver self =
        (ExecutorDriver)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ExecutorDriver.class},
                (proxy, method, arguments) -> {
                  story.tell(
                      method.getName().equals("sendStatusUpdate")
                          ? "sent " + ((TaskStatus) arguments[0]).getState()
                          : "driver " + method.getName());
                  return Status.DRIVER_RUNNING;
                });

    Bound(Executor called) {
      this.called = called;
    }

    void registered() {
      called.registered(
          self,
          ExecutorInfo.getDefaultInstance(),
          FrameworkInfo.getDefaultInstance(),
          SlaveInfo.newBuilder().setHostname("agent1").build());
    }

    void launch() {
      org.apache.mesos.v1.Protos.TaskID id = v1(TASK, org.apache.mesos.v1.Protos.TaskID.parser());
      called.launchTask(
          self, v1(TestTasks.task(id, handoff("").build().toByteString()), TaskInfo.parser()));
    }
  }

  private ExecutorDriver make(Executor called) {
    bound = new Bound(called);
    return bound.self;
  }

  private static void say(ExecutorDriver driver, TaskState state) {
    driver.sendStatusUpdate(TaskStatus.newBuilder().setTaskId(TASK).setState(state).build());
  }

  @AfterEach
  void end() {
    announcing.close();
  }

  @Test
  void updatesCountOnTheDriverOfACallbackAndOnTheOneThatWasMadeOutside() {
    onLaunch = called -> say(called, TaskState.TASK_RUNNING);

    bound.registered();
    bound.launch();
    story.awaitThat("show task-1");
    say(driver, TaskState.TASK_FINISHED);

    story.awaitExactly(
        "told registered",
        "told launchTask",
        "sent TASK_RUNNING",
        "show task-1",
        "leave task-1",
        "left task-1",
        "sent TASK_FINISHED");
  }

  @Test
  void theEndOfTheDriverFromOutsideEndsTheAnnouncements() {
    onLaunch = called -> say(called, TaskState.TASK_RUNNING);
    bound.registered();
    bound.launch();
    story.awaitThat("show task-1");

    driver.stop();

    assertThat(story.events)
        .endsWith("show task-1", "leave task-1", "left task-1", "session ends", "driver stop");
  }

  static Stream<Method> callbacks() {
    return Arrays.stream(Executor.class.getMethods());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("callbacks")
  void everyCallbackGetsTheDriverThatAnnounces(Method callback) throws Exception {
    Object[] arguments =
        Arrays.stream(callback.getParameterTypes())
            .map(type -> type == ExecutorDriver.class ? bound.self : anyOf(type))
            .toArray();

    callback.invoke(bound.called, arguments);

    story.awaitExactly("told " + callback.getName());
    assertThat(given).containsExactly(driver);
  }

  private static Object anyOf(Class<?> type) {
    if (type == TaskInfo.class) {
      return TaskInfo.newBuilder()
          .setName("x")
          .setTaskId(TASK)
          .setSlaveId(SlaveID.newBuilder().setValue("a"))
          .build();
    }
    if (type == String.class) {
      return "a message";
    }
    if (type == byte[].class) {
      return new byte[] {7};
    }
    try {
      return type.getMethod("getDefaultInstance").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " is no message", e);
    }
  }
}
