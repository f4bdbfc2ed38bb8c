package io.herald.examples.announcing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.executor.decorator.AnnounceBlockReader;
import io.herald.executor.decorator.AnnouncingExecutor;
import io.herald.executor.options.ExecutorOptions;
import io.herald.jobs.Announce;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.PortRequest;
import io.herald.jobs.handoff.Handoff;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.mesos.Executor;
import org.apache.mesos.ExecutorDriver;
import org.apache.mesos.Protos.ExecutorInfo;
import org.apache.mesos.Protos.FrameworkInfo;
import org.apache.mesos.Protos.SlaveInfo;
import org.apache.mesos.Protos.TaskID;
import org.apache.mesos.Protos.TaskInfo;
import org.apache.mesos.Protos.TaskState;
import org.apache.mesos.Protos.TaskStatus;

/**
 * An executor as a company may have one: it serves in its own JVM, and its tasks carry data of its
 * own, {@code "<job>:<instance>:<port>"}. It knows nothing of announcing.
 *
 * <p>What starts it had one line, and has this one now ({@code MesosExecutorDriver} needs
 * libmesos):
 *
 * <pre>{@code
 * new MesosExecutorDriver(ShopExecutor.announced(options)).run();
 * }</pre>
 */
public final class ShopExecutor implements Executor {

  /** The executor, announced. */
  public static AnnouncingExecutor announced(ExecutorOptions options) {
    return new AnnouncingExecutor(new ShopExecutor(), options, reader());
  }

  /** What a task of this executor announces; not needed for our hand-off and Aurora's data. */
  public static AnnounceBlockReader reader() {
    return (task, executorData, hostname) -> {
      String[] parts = task.getData().toString(UTF_8).split(":", -1);
      if (parts.length != 3) {
        return Optional.empty();
      }
      Job job =
          Job.builder(new JobKey("west", "shops", "prod", parts[0]), "in the executor's JVM")
              .ports(List.of(PortRequest.tcp("http")))
              .announce(Announce.of("http", Map.of("www", "http")))
              .build();
      return Optional.of(
          Handoff.of(
              job,
              Integer.parseInt(parts[1]),
              task.getTaskId().getValue(),
              hostname,
              Map.of("http", Integer.parseInt(parts[2]))));
    };
  }

  @Override
  public void registered(
      ExecutorDriver driver, ExecutorInfo executor, FrameworkInfo framework, SlaveInfo agent) {}

  @Override
  public void reregistered(ExecutorDriver driver, SlaveInfo agent) {}

  @Override
  public void disconnected(ExecutorDriver driver) {}

  @Override
  public void launchTask(ExecutorDriver driver, TaskInfo task) {
    // Here the shop opens.
    say(driver, task.getTaskId(), TaskState.TASK_RUNNING);
  }

  @Override
  public void killTask(ExecutorDriver driver, TaskID task) {
    // Here it closes; no client finds it any more.
    say(driver, task, TaskState.TASK_KILLED);
  }

  @Override
  public void frameworkMessage(ExecutorDriver driver, byte[] data) {}

  @Override
  public void shutdown(ExecutorDriver driver) {}

  @Override
  public void error(ExecutorDriver driver, String message) {}

  private static void say(ExecutorDriver driver, TaskID task, TaskState state) {
    driver.sendStatusUpdate(TaskStatus.newBuilder().setTaskId(task).setState(state).build());
  }
}
