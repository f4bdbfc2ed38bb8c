package io.herald.executor.decorator;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.herald.executor.announce.Announcers;
import io.herald.executor.announce.ServerSetAnnouncers;
import io.herald.executor.options.ExecutorOptions;
import java.util.Map;
import java.util.function.Function;
import org.apache.mesos.Executor;
import org.apache.mesos.ExecutorDriver;
import org.apache.mesos.Protos.ExecutorInfo;
import org.apache.mesos.Protos.FrameworkInfo;
import org.apache.mesos.Protos.SlaveInfo;
import org.apache.mesos.Protos.TaskID;
import org.apache.mesos.Protos.TaskInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces the tasks of an executor that is written for Mesos' Java bindings:
 *
 * <pre>{@code
 * new MesosExecutorDriver(new AnnouncingExecutor(new MyExecutor(), options)).run();
 * }</pre>
 *
 * <p>A task becomes a member of its ServerSet by the announce policy: when it is launched, when the
 * wrapped executor sends TASK_RUNNING for it, or while its health check passes from then on. It
 * leaves before the wrapped executor gets {@code killTask} or {@code shutdown}, and before a
 * terminal update is sent. Waiting for ZooKeeper is bounded; whatever happens to it, the wrapped
 * executor is called the same way.
 *
 * <p>The wrapped executor is called as by the driver, one call at a time, but on a thread of this
 * object's; a kill that waits for a drain holds back no other call. What it throws aborts the
 * driver. It must send its updates through the driver that its callbacks get, or through the one
 * that {@link #driver} returns: updates through the bindings' own driver are not seen here.
 */
public final class AnnouncingExecutor implements Executor, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AnnouncingExecutor.class);

  private final Executor executor;
  private final TaskAnnouncements tasks;
  private final SerialCallbacks callbacks = new SerialCallbacks(this::failed);
  private volatile @Nullable AnnouncingExecutorDriver driver;

  /**
   * Wraps an executor whose tasks carry our hand-off or Aurora's data.
   *
   * @param options as the executor's flags; without an ensemble nothing is announced. The launch
   *     time-out has no meaning here
   * @throws IllegalArgumentException with a sentence, if the ensemble or the auth file is not
   *     usable
   */
  public AnnouncingExecutor(Executor executor, ExecutorOptions options) {
    this(executor, options, AnnounceBlockReader.ofKnownForms());
  }

  /** Wraps an executor whose tasks carry data of their own. */
  public AnnouncingExecutor(
      Executor executor, ExecutorOptions options, AnnounceBlockReader reader) {
    this(executor, options, reader, ServerSetAnnouncers.of(options), System.getenv());
  }

  AnnouncingExecutor(
      Executor executor,
      ExecutorOptions options,
      AnnounceBlockReader reader,
      Announcers announcers,
      Map<String, String> environment) {
    this.executor = requireNonNull(executor, "executor");
    this.tasks = new TaskAnnouncements(options, reader, announcers, environment);
  }

  /**
   * Makes the driver, for executors that send updates, or end their driver, outside of callbacks as
   * well:
   *
   * <pre>{@code
   * ExecutorDriver driver =
   *     new AnnouncingExecutor(new MyExecutor(), options).driver(MesosExecutorDriver::new);
   * }</pre>
   *
   * @param factory gets the executor that the driver has to call (this one), and returns that
   *     driver
   * @return the driver to use instead
   */
  public ExecutorDriver driver(Function<? super Executor, ? extends ExecutorDriver> factory) {
    return announcing(
        requireNonNull(
            factory.apply(this),
            "the factory of AnnouncingExecutor returned null; return the driver"));
  }

  @Override
  public void registered(
      ExecutorDriver driver, ExecutorInfo info, FrameworkInfo framework, SlaveInfo agent) {
    ExecutorDriver announcing = announcing(driver);
    tasks.registered(info.getData(), agent.getHostname());
    callbacks.call(() -> executor.registered(announcing, info, framework, agent));
  }

  @Override
  public void reregistered(ExecutorDriver driver, SlaveInfo agent) {
    ExecutorDriver announcing = announcing(driver);
    tasks.reregistered(agent.getHostname());
    callbacks.call(() -> executor.reregistered(announcing, agent));
  }

  @Override
  public void disconnected(ExecutorDriver driver) {
    ExecutorDriver announcing = announcing(driver);
    callbacks.call(() -> executor.disconnected(announcing));
  }

  @Override
  public void launchTask(ExecutorDriver driver, TaskInfo task) {
    ExecutorDriver announcing = announcing(driver);
    tasks.launched(v1(task, org.apache.mesos.v1.Protos.TaskInfo.parser()));
    callbacks.call(() -> executor.launchTask(announcing, task));
  }

  @Override
  public void killTask(ExecutorDriver driver, TaskID task) {
    ExecutorDriver announcing = announcing(driver);
    Runnable kill = () -> executor.killTask(announcing, task);
    if (tasks.hasAnnounced(task.getValue())) {
      callbacks.callAfter(() -> tasks.leave(task.getValue()), kill);
    } else {
      callbacks.call(kill);
    }
  }

  @Override
  public void frameworkMessage(ExecutorDriver driver, byte[] data) {
    ExecutorDriver announcing = announcing(driver);
    callbacks.call(() -> executor.frameworkMessage(announcing, data));
  }

  /** Returns when the wrapped executor has: the driver takes no more messages then. */
  @Override
  public void shutdown(ExecutorDriver driver) {
    ExecutorDriver announcing = announcing(driver);
    tasks.leaveAll();
    callbacks.callAndWait(() -> executor.shutdown(announcing));
  }

  @Override
  public void error(ExecutorDriver driver, String message) {
    ExecutorDriver announcing = announcing(driver);
    callbacks.call(() -> executor.error(announcing, message));
  }

  /** All members go, and no more calls are made. For executors that never stop their driver. */
  @Override
  public void close() {
    tasks.close();
    callbacks.close();
  }

  private AnnouncingExecutorDriver announcing(ExecutorDriver given) {
    AnnouncingExecutorDriver known = driver;
    if (known == null || !known.wraps(given)) {
      known = new AnnouncingExecutorDriver(given, tasks);
      driver = known;
    }
    return known;
  }

  private void failed(RuntimeException failure) {
    log.error("the executor failed; aborting its driver, as Mesos does", failure);
    AnnouncingExecutorDriver known = driver;
    if (known != null) {
      known.abort();
    }
  }

  /** The messages of the two APIs have the same bytes (Mesos' own evolve relies on it). */
  static <T extends MessageLite> T v1(MessageLite v0, Parser<T> parser) {
    try {
      return parser.parseFrom(v0.toByteString());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(v0.getClass() + " is not a message of the v1 API", e);
    }
  }
}
