package io.herald.executor.decorator;

import org.apache.mesos.ExecutorDriver;
import org.apache.mesos.Protos.Status;
import org.apache.mesos.Protos.TaskStatus;

/**
 * The driver that a wrapped executor talks to: its status updates decide when a task is shown and
 * hidden. Everything passes on; stopping the driver ends all announcements.
 */
final class AnnouncingExecutorDriver implements ExecutorDriver {

  private final ExecutorDriver driver;
  private final TaskAnnouncements tasks;

  AnnouncingExecutorDriver(ExecutorDriver driver, TaskAnnouncements tasks) {
    this.driver = driver;
    this.tasks = tasks;
  }

  boolean wraps(ExecutorDriver other) {
    return driver == other;
  }

  @Override
  public Status start() {
    return driver.start();
  }

  @Override
  public Status stop() {
    tasks.close();
    return driver.stop();
  }

  @Override
  public Status abort() {
    tasks.close();
    return driver.abort();
  }

  @Override
  public Status join() {
    return driver.join();
  }

  @Override
  public Status run() {
    return driver.run();
  }

  @Override
  public Status sendStatusUpdate(TaskStatus status) {
    org.apache.mesos.v1.Protos.TaskStatus said =
        AnnouncingExecutor.v1(status, org.apache.mesos.v1.Protos.TaskStatus.parser());
    tasks.beforeUpdate(said);
    Status sent = driver.sendStatusUpdate(status);
    tasks.afterUpdate(said);
    return sent;
  }

  @Override
  public Status sendFrameworkMessage(byte[] data) {
    return driver.sendFrameworkMessage(data);
  }
}
