package io.herald.examples.framework;

import io.herald.mesos.client.CallFailedException;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what we take for running equal to what does: asks the master, on each subscription and
 * whenever a launch is in doubt, and after a restart holds every instance back until it is known
 * whether a task of it lives. For the framework's loop alone.
 */
final class Reconciliation {

  private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);

  /** After this many rounds without a whole answer the wait is logged. */
  private static final int ROUNDS_TO_TELL = 3;

  /** What comes of it. */
  interface Results {

    /** The task of an instance is gone, as far as can be known. */
    void lost(JobInstance instance, String why);

    /** Instances that were held back may get a task. */
    void released();
  }

  /** A document of the master. */
  @FunctionalInterface
  interface Flags {
    InputStream get() throws CallFailedException;
  }

  private final JobInstances instances;
  private final RememberedTasks remembered;
  private final MasterCalls master;
  private final Flags flags;
  private final ScheduledExecutorService loop;
  private final Clock clock;
  private final Results results;

  private StatusQuery query = StatusQuery.none();

  /** What we remember of an instance is its last task: when that is gone, none is left. */
  private List<JobInstance> known = List.of();

  private boolean knownIsComplete;
  private Optional<String> framework = Optional.empty();
  private Future<?> nextRound = CompletableFuture.completedFuture(null);

  Reconciliation(
      JobInstances instances,
      RememberedTasks remembered,
      MasterCalls master,
      Flags flags,
      ScheduledExecutorService loop,
      Clock clock,
      Results results) {
    this.instances = instances;
    this.remembered = remembered;
    this.master = master;
    this.flags = flags;
    this.loop = loop;
    this.clock = clock;
    this.results = results;
  }

  /** Begins where an earlier run of this framework ended. */
  void resume(String id) {
    framework = Optional.of(id);
    Map<String, String> tasks = instances.resume(remembered.read(id), clock.instant());
    known = instances.all().stream().filter(one -> one.running().isPresent()).toList();
    query = StatusQuery.afterRestart(tasks);
    log.info(
        "framework {} is remembered, with a task for {} of {} instances; waiting for the master"
            + " to report what runs",
        id,
        tasks.size(),
        instances.all().size());
  }

  /** A subscription has begun. */
  void subscribed(String id) {
    framework = Optional.of(id);
    query.subscribed(clock.instant());
    if (query.surveying()) {
      askForWindow();
    } else {
      reconcile();
    }
    ask();
  }

  void disconnected() {
    query.disconnected();
  }

  /** Asks for all tasks that run as far as we know, and for all that the master knows. */
  void reconcile() {
    master.reconcile(instances.tasks());
  }

  /** The master may have launched these or not. */
  void doubt(List<TaskInfo> tasks) {
    tasks.forEach(task -> query.doubt(task.getTaskId().getValue(), task.getAgentId().getValue()));
    ask();
  }

  /**
   * A task's status was reported.
   *
   * @return whether it was not a task, but a mark of a query
   */
  boolean answered(String taskId) {
    if (!StatusQuery.isMark(taskId)) {
      query.heard(taskId);
      return false;
    }
    switch (query.answered(taskId)) {
      case NOTHING -> {}
      case ALL_KNOWN -> {
        knownIsComplete = true;
        known.forEach(JobInstance::release);
        results.released();
      }
      case ALL -> surveyed("the master has reported what runs");
    }
    return true;
  }

  /** Writes down which tasks there are; to be done before more are launched. */
  void remember() {
    framework.ifPresent(id -> remembered.remember(id, instances.tasks()));
  }

  /** The framework and its tasks are gone. */
  void forget() {
    framework = Optional.empty();
    query = StatusQuery.none();
    remembered.forget();
    instances.release();
  }

  /** Asks how long this master waits for its agents; beside the loop, since it may take long. */
  private void askForWindow() {
    StatusQuery asking = query;
    Threads.daemon(
            "framework-flags",
            () -> {
              try (InputStream document = flags.get()) {
                ReregistrationWindow.read(document)
                    .ifPresent(window -> loop.execute(() -> asking.window(window)));
              } catch (IOException e) {
                log.debug("the master's flags can't be read: {}", Reason.of(e));
              }
            })
        .start();
  }

  /** Asks what the query has to ask, and again until it is answered. */
  private void ask() {
    nextRound.cancel(false);
    Instant now = clock.instant();
    if (query.surveying() && query.windowIsOver(now)) {
      surveyed("the agents' re-registration time-out has passed");
    }
    if (!query.isOpen()) {
      return;
    }
    master.ask(query.next());
    if (query.surveying() && query.rounds() == ROUNDS_TO_TELL) {
      log.info(
          "{}: {} of {} instances wait, for at most {} s",
          knownIsComplete
              ? "agents have not yet re-registered"
              : "the master has not yet reported what runs",
          instances.all().stream().filter(this::waits).count(),
          instances.all().size(),
          query.untilWindowIsOver(now).toSeconds());
    }
    Duration pause = query.pause(clock.instant());
    nextRound =
        loop.schedule(
            ExampleFramework.guarded("the next question", this::ask),
            pause.toMillis() + 1,
            TimeUnit.MILLISECONDS);
  }

  private boolean waits(JobInstance instance) {
    return query.asksFor(instance) || (instance.held() && instance.running().isEmpty());
  }

  /** It is known what an earlier run left, or it won't be known any more. */
  private void surveyed(String why) {
    for (String silent : query.end()) {
      instances
          .running(silent)
          .ifPresent(instance -> results.lost(instance, "the master did not report it"));
    }
    instances.release();
    log.info("{}: {} of {} instances run", why, instances.running().size(), instances.all().size());
    remember();
    results.released();
  }
}
