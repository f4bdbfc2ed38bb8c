package io.herald.examples.framework;

import io.herald.examples.framework.FrameworkOptions.OnExit;
import io.herald.examples.framework.MasterCalls.Outcome;
import io.herald.jobs.Launchable;
import io.herald.mesos.client.CallFailedException;
import io.herald.mesos.client.Connection;
import io.herald.mesos.client.SchedulerClient;
import io.herald.mesos.client.StreamListener;
import io.herald.mesos.leader.LeaderDetectors;
import io.herald.runtime.text.Printable;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.scheduler.DiscoveryOptions;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every instance of its jobs and apps running.
 *
 * <p>All state belongs to one thread, the loop; events and timers run there. Whatever the master
 * may have missed or forgotten is asked again by reconciliation, on each subscription and every ten
 * minutes. After a restart nothing is launched for an instance before it is known whether a task of
 * it lives ({@link StatusQuery}). Offers that aren't needed are declined for long and asked back
 * (REVIVE) when one is.
 */
public final class ExampleFramework implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ExampleFramework.class);

  private static final Duration RECONCILE_EVERY = Duration.ofMinutes(10);

  private static final Duration CALL_RETRY = Duration.ofMillis(500);
  private static final double REFUSE_UNTIL_REVIVED_SECONDS = Duration.ofDays(7).toSeconds();
  private static final double REFUSE_TOO_SMALL_SECONDS = 5;

  private final FrameworkOptions options;
  private final Registration registration;
  private final JobInstances instances;
  private final Placement placement;
  private final RememberedTasks remembered;
  private final SchedulerClient client;
  private final MasterCalls master;
  private final TaskUpdates updates;
  private final Reconciliation reconciliation;
  private final Clock clock;
  private final ScheduledExecutorService loop =
      new NamedScheduler(
          "framework",
          new ThreadPoolExecutor.DiscardPolicy()); // what comes after the end has no effect

  private final CompletableFuture<String> end = new CompletableFuture<>();

  @Inject
  ExampleFramework(
      FrameworkOptions options,
      DiscoveryOptions discovery,
      List<Launchable> jobs,
      Tasks tasks,
      Connection masters,
      Clock clock) {
    this.options = options;
    this.clock = clock;
    this.registration = new Registration(options, discovery);
    this.remembered = new RememberedTasks(options.frameworkIdFile());
    this.instances = new JobInstances(jobs);
    this.client =
        new SchedulerClient(
            LeaderDetectors.parse(options.master()),
            masters,
            registration::subscribeCall,
            new Events());
    this.master = new MasterCalls(client, registration::id);
    this.updates = new TaskUpdates(instances, master, clock, this::wakeUpAfter);
    this.reconciliation =
        new Reconciliation(
            instances,
            remembered,
            master,
            () -> client.get("/flags"),
            loop,
            clock,
            new Reconciliation.Results() {
              @Override
              public void lost(JobInstance instance, String why) {
                updates.ended(instance, TaskState.TASK_LOST, why);
              }

              @Override
              public void released() {
                wakeUpAfter(Duration.ZERO);
              }
            });
    registration.id().ifPresent(framework -> reconciliation.resume(framework.getValue()));
    this.placement = new Placement(instances, tasks, new Random());
  }

  public void start() {
    log.info("{}", options.afterACrash());
    client.start();
    var unused =
        loop.scheduleAtFixedRate(
            guarded(
                "reconcile",
                () -> registration.id().ifPresent(known -> reconciliation.reconcile())),
            RECONCILE_EVERY.toSeconds(),
            RECONCILE_EVERY.toSeconds(),
            TimeUnit.SECONDS);
  }

  /**
   * Has these jobs from now on: launches what is missing, kills what is too much. Returns at once;
   * the log tells what changes.
   *
   * @param jobs with different keys
   */
  public void update(List<? extends Launchable> jobs) {
    List<Launchable> wanted = List.copyOf(jobs);
    loop.execute(guarded("the new jobs", () -> updateTo(wanted)));
  }

  private void updateTo(List<Launchable> jobs) {
    JobInstances.Update update = instances.update(jobs);
    log.info(
        "jobs read again: {}",
        update.told().isEmpty() ? "nothing changes" : String.join("; ", update.told()));
    update.surplus().forEach(updates::kill);
    reconciliation.remember();
    wakeUpAfter(Duration.ZERO);
  }

  /**
   * Waits until the master refuses this framework.
   *
   * @return why, as a sentence; its tasks run on
   */
  public String awaitRefusal() throws InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a refusal never completes exceptionally", e);
    }
  }

  /**
   * Ends as {@code --on-exit} says, and returns when the master has accepted it or can't be
   * reached.
   */
  @Override
  public void close() {
    loop.shutdownNow();
    if (options.onExit() == OnExit.TEARDOWN && registration.id().isPresent() && !end.isDone()) {
      try {
        master.tearDown();
        registration.clearFile();
        remembered.forget();
        log.info("framework {} is torn down", registration.label());
      } catch (CallFailedException e) {
        log.warn(
            "TEARDOWN could not be sent ({}); the tasks end when the failover time-out of {} s"
                + " is over",
            e.getMessage(),
            options.failoverTimeout().toSeconds());
      }
    }
    client.close();
  }

  private final class Events implements StreamListener<Event> {

    @Override
    public void connected() {
      log.debug("subscription accepted");
    }

    @Override
    public void event(Event event) {
      loop.execute(guarded(event.getType().name(), () -> handle(event)));
    }

    @Override
    public void disconnected(String reason) {
      log.debug("disconnected: {}", reason);
      loop.execute(reconciliation::disconnected);
    }
  }

  /** A failure in handling one event is logged and must not stop the handling of the next. */
  static Runnable guarded(String what, Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (RuntimeException e) {
        log.error("{} could not be handled; continuing", what, e);
      }
    };
  }

  private void handle(Event event) {
    switch (event.getType()) {
      case SUBSCRIBED -> subscribed(event.getSubscribed());
      case OFFERS -> offered(event.getOffers().getOffersList());
      case UPDATE -> updated(event.getUpdate().getStatus());
      case ERROR -> refused(event.getError().getMessage());
      case FAILURE ->
          log.info(
              "agent {}: {}",
              event.getFailure().getAgentId().getValue(),
              event.getFailure().hasExecutorId()
                  ? "executor "
                      + event.getFailure().getExecutorId().getValue()
                      + " ended with status "
                      + event.getFailure().getStatus()
                  : "it is gone");
      default -> log.trace("{} asks nothing of us", event.getType());
    }
  }

  private void subscribed(Event.Subscribed subscribed) {
    registration.subscribed(subscribed.getFrameworkId());
    reconciliation.subscribed(subscribed.getFrameworkId().getValue());
    revive();
    wakeUpAfter(Duration.ZERO);
  }

  private void refused(String message) {
    switch (Registration.refusal(message)) {
      case REMOVED -> removed(message);
      case FAILED_OVER ->
          stop(
              "another scheduler has taken over framework "
                  + registration.label()
                  + "; this one exits and leaves it the tasks");
      case OTHER ->
          stop(
              "the master refuses framework "
                  + registration.label()
                  + ": "
                  + Printable.of(message));
    }
  }

  /** The id and its tasks are gone; the framework goes on with another id. */
  private void removed(String message) {
    log.error("{}; registering as a new framework", Printable.of(message));
    registration.clear();
    reconciliation.forget();
    Instant now = clock.instant();
    for (JobInstance instance : instances.all()) {
      if (instance.running().isPresent()) {
        instance.ended(TaskState.TASK_LOST, now);
      }
    }
    instances.forgetFormer();
  }

  /** Under a new id, everything would be launched a second time beside what runs. */
  private void stop(String why) {
    log.error("{}", why);
    end.complete(why);
    client.close();
  }

  private void offered(List<Offer> offers) {
    Instant now = clock.instant();
    Placement.Plan plan = placement.plan(offers, registration.id().orElseThrow(), now);
    if (!plan.launches().isEmpty()) {
      reconciliation.remember();
    }
    plan.launches().forEach(this::accept);
    if (!plan.unused().isEmpty()) {
      master.decline(
          plan.unused(), plan.wanting() ? REFUSE_TOO_SMALL_SECONDS : REFUSE_UNTIL_REVIVED_SECONDS);
    }
  }

  private void accept(OfferID offer, List<TaskInfo> placed) {
    switch (master.accept(offer, placed, REFUSE_TOO_SMALL_SECONDS)) {
      case TAKEN -> {}
      case REFUSED -> {
        for (TaskInfo task : placed) {
          instances
              .running(task.getTaskId().getValue())
              .ifPresent(instance -> updates.ended(instance, TaskState.TASK_LOST, "not launched"));
        }
      }
      case UNHEARD -> {
        // It may be launched or not; the master knows.
        reconciliation.doubt(placed);
      }
    }
  }

  private void updated(TaskStatus status) {
    if (reconciliation.answered(status.getTaskId().getValue())) {
      return;
    }
    updates.apply(status);
    if (status.hasUuid()) {
      master.acknowledge(status);
    }
  }

  /** Asks for offers again, when an instance is to want one. */
  private void wakeUpAfter(Duration wait) {
    long millis = Math.max(0, wait.toMillis());
    var unused =
        loop.schedule(
            guarded(
                "the next launch",
                () -> {
                  Instant now = clock.instant();
                  if (instances.all().stream().anyMatch(instance -> instance.wantsTask(now))) {
                    revive();
                  }
                }),
            millis + 1,
            TimeUnit.MILLISECONDS);
  }

  private void revive() {
    if (master.revive() == Outcome.REFUSED) {
      wakeUpAfter(CALL_RETRY);
    }
  }
}
