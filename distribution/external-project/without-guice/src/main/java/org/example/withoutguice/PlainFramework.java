package org.example.withoutguice;

import com.google.protobuf.Message;
import io.herald.executor.decorator.AnnouncingExecutor;
import io.herald.executor.options.ExecutorOptions;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.PortRequest;
import io.herald.jobs.handoff.Handoff;
import io.herald.scheduler.DiscoveryInfoPopulator;
import io.herald.scheduler.DiscoveryOptions;
import io.herald.scheduler.DiscoveryStats;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.Executor;
import org.apache.mesos.ExecutorDriver;
import org.apache.mesos.Protos.SlaveID;
import org.apache.mesos.Protos.TaskID;
import org.apache.mesos.Protos.TaskInfo;

/** Populates a task without Guice, and hands it to an executor that Herald's decorator stands before. */
public final class PlainFramework {

  private PlainFramework() {}

  /** Exits with 1 and a stack trace if a task isn't what it should be. */
  public static void main(String[] args) throws Exception {
    expect(args[0], jarOf(Message.class));
    try {
      Class.forName("com.google.inject.Injector");
      throw new AssertionError("Guice came along");
    } catch (ClassNotFoundException expected) {
      // The populator does without.
    }
    Job job =
        Job.builder(new JobKey("west", "apps", "prod", "shop"), "serve")
            .ports(List.of(PortRequest.tcp("http")))
            .build();
    TaskInfo made =
        TaskInfo.newBuilder()
            .setName("shop")
            .setTaskId(TaskID.newBuilder().setValue("t"))
            .setSlaveId(SlaveID.newBuilder().setValue("a"))
            .setData(Handoff.of(job, 2, "t", "host", Map.of("http", 31000)).toByteString())
            .build();
    DiscoveryOptions options = DiscoveryOptions.builder().populateDiscoveryInfo(true).build();

    // Job, instance and ports are read out of the hand-off.
    TaskInfo task = DiscoveryInfoPopulator.of(options, new DiscoveryStats()).populate(made);

    expect("shop.prod.apps", task.getDiscovery().getName());
    expect("31000", Integer.toString(task.getDiscovery().getPorts().getPorts(0).getNumber()));
    expect("shop", Handoff.read(task.getData()).getJob().getName());

    BlockingQueue<Object> launched = new ArrayBlockingQueue<>(1);
    Executor mine =
        recording(Executor.class, "launchTask", arguments -> launched.add(arguments[1]));
    ExecutorDriver driver = recording(ExecutorDriver.class, "", arguments -> {});
    try (AnnouncingExecutor announced =
        new AnnouncingExecutor(mine, ExecutorOptions.builder().build())) {
      announced.launchTask(driver, task);
      Object given = launched.poll(5, TimeUnit.MINUTES);
      expect("true", Boolean.toString(task.equals(given)));
    }
    System.out.println("plain: " + jarOf(Message.class));
  }

  private interface Recorded {
    void called(Object[] arguments);
  }

  private static <T> T recording(Class<T> type, String method, Recorded recorded) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, called, arguments) -> {
              if (called.getName().equals(method)) {
                recorded.called(arguments);
              }
              return null;
            }));
  }

  private static String jarOf(Class<?> type) {
    String path = type.getProtectionDomain().getCodeSource().getLocation().getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static void expect(String part, String whole) {
    if (!whole.contains(part)) {
      throw new AssertionError(part + " is not in " + whole);
    }
  }
}
