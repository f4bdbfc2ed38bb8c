package io.herald.examples.framework;

import io.herald.examples.framework.FrameworkOptions.OnExit;
import io.herald.examples.framework.MasterCalls.Outcome;
import io.herald.jobs.Job;
import io.herald.mesos.client.CallFailedException;
import io.herald.mesos.client.Connection;
import io.herald.mesos.client.SchedulerClient;
import io.herald.mesos.client.StreamListener;
import io.herald.mesos.leader.LeaderDetectors;
import io.herald.runtime.text.Printable;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.runtime.time.MonotonicClock;
import io.herald.scheduler.DiscoveryOptions;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every instance of its jobs running.
 *
 * <p>All state belongs to one thread, the loop; events and timers are put there. Whatever the
 * master may have missed or forgotten is asked again by reconciliation, on each subscription and
 * every ten minutes. After a restart nothing is launched for an instance before it is known whether
 * a task of it lives ({@link StatusQuery}). Offers that aren't needed are declined for long and
 * asked back (REVIVE) when one is.
 */
public final class ExampleFramework implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ExampleFramework.class);

  private static final Duration RECONCILE_EVERY = Duration.ofMinutes(10);

  /** A master's words: the framework is one of those that are over. */
  private static final Pattern REMOVED = Pattern.compile("has been removed|[Cc]ompleted framework");

  /** The same: who subscribes with the same id takes over. */
  private static final String FAILED_OVER = "failed over";

  private static final FrameworkInfo.Capability MULTI_ROLE =
      FrameworkInfo.Capability.newBuilder()
          .setType(FrameworkInfo.Capability.Type.MULTI_ROLE)
          .build();
  private static final Duration CALL_RETRY = Duration.ofMillis(500);
  private static final double REFUSE_UNTIL_REVIVED_SECONDS = Duration.ofDays(7).toSeconds();
  private static final double REFUSE_TOO_SMALL_SECONDS = 5;

  private final FrameworkOptions options;
  private final String name;
  private final Instances instances;
  private final Placement placement;
  private final FrameworkIds ids;
  private final RememberedTasks remembered;
  private final SchedulerClient client;
  private final MasterCalls master;
  private final Reconciliation reconciliation;
  private final Clock clock = MonotonicClock.startingNow();
  private final ScheduledExecutorService loop =
      new NamedScheduler(
          "framework",
          new ThreadPoolExecutor.DiscardPolicy()); // what comes after the end has no effect

  private final CompletableFuture<String> end = new CompletableFuture<>();
  private volatile Optional<FrameworkID> id;

  @Inject
  ExampleFramework(
      FrameworkOptions options,
      DiscoveryOptions discovery,
      List<Job> jobs,
      Tasks tasks,
      Connection masters) {
    this.options = options;
    this.name = discovery.frameworkName();
    this.ids = new FrameworkIds(options.frameworkIdFile());
    this.remembered = new RememberedTasks(options.frameworkIdFile());
    this.instances = new Instances(jobs);
    this.id = ids.read().map(value -> FrameworkID.newBuilder().setValue(value).build());
    this.client =
        new SchedulerClient(
            LeaderDetectors.parse(options.master()), masters, this::subscribeCall, new Events());
    this.master = new MasterCalls(client, () -> id);
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
              public void lost(Instance instance, String why) {
                ended(instance, TaskState.TASK_LOST, why, clock.instant());
              }

              @Override
              public void released() {
                wakeUpFor(Duration.ZERO);
              }
            });
    id.ifPresent(framework -> reconciliation.resume(framework.getValue()));
    this.placement = new Placement(instances, tasks, new Random());
  }

  public void start() {
    log.info("{}", options.afterACrash());
    client.start();
    var unused =
        loop.scheduleAtFixedRate(
            guarded("reconcile", () -> id.ifPresent(known -> reconciliation.reconcile())),
            RECONCILE_EVERY.toSeconds(),
            RECONCILE_EVERY.toSeconds(),
            TimeUnit.SECONDS);
  }

  /**
   * Waits until the master lets this framework go on no more.
   *
   * @return why, as a sentence; its tasks run on
   */
  public String awaitRefusal() throws InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a refusal is only ever told", e);
    }
  }

  /** Ends as {@code --on-exit} says, and returns when the master has taken it or can't be told. */
  @Override
  public void close() {
    loop.shutdownNow();
    if (options.onExit() == OnExit.TEARDOWN && id.isPresent() && !end.isDone()) {
      try {
        master.tearDown();
        ids.forget();
        remembered.forget();
        log.info("framework {} is torn down", id.get().getValue());
      } catch (CallFailedException e) {
        log.warn(
            "TEARDOWN could not be sent ({}); the tasks end {} s after the master missed us",
            e.getMessage(),
            options.failoverTimeout().toSeconds());
      }
    }
    client.close();
  }

  private Call subscribeCall() {
    FrameworkInfo.Builder info =
        FrameworkInfo.newBuilder()
            .setName(name)
            .setUser(options.user())
            .addRoles(options.role())
            .addCapabilities(MULTI_ROLE)
            .setCheckpoint(true)
            .setFailoverTimeout(options.failoverTimeout().toMillis() / 1000.0);
    options.principal().ifPresent(info::setPrincipal);
    Call.Builder call = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
    id.ifPresent(
        known -> {
          info.setId(known);
          call.setFrameworkId(known);
        });
    return call.setSubscribe(Call.Subscribe.newBuilder().setFrameworkInfo(info)).build();
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

  /** A fault in handling one event is told and must not end the handling of the next. */
  static Runnable guarded(String what, Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (RuntimeException e) {
        log.error("{} could not be handled; going on", what, e);
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
    FrameworkID framework = subscribed.getFrameworkId();
    if (id.isEmpty()) {
      ids.remember(framework.getValue());
      log.info("registered as framework {} ({})", framework.getValue(), name);
    }
    id = Optional.of(framework);
    reconciliation.subscribed(framework.getValue());
    revive();
    wakeUpFor(Duration.ZERO);
  }

  /** The framework can't go on as it is. */
  private void refused(String message) {
    if (REMOVED.matcher(message).find()) {
      removed(message);
      return;
    }
    String framework = id.map(FrameworkID::getValue).orElse(name);
    if (message.contains(FAILED_OVER)) {
      giveUp(
          "another scheduler has taken over framework "
              + framework
              + "; this one ends and leaves the tasks to it");
    } else {
      giveUp(
          "the master refuses framework "
              + framework
              + ": "
              + Printable.of(message)
              + "; mend that");
    }
  }

  /** It is over with this id and its tasks, and goes on under another. */
  private void removed(String message) {
    log.error("{}; registering as a new framework", Printable.of(message));
    ids.forget();
    reconciliation.forget();
    id = Optional.empty();
    Instant now = clock.instant();
    for (Instance instance : instances.all()) {
      if (instance.running().isPresent()) {
        instance.ended(TaskState.TASK_LOST, now);
      }
    }
  }

  /** Under a new id, everything would be launched a second time beside what runs. */
  private void giveUp(String why) {
    log.error("{}", why);
    end.complete(why);
    client.close();
  }

  private void offered(List<Offer> offers) {
    Instant now = clock.instant();
    Placement.Plan plan = placement.plan(offers, id.orElseThrow(), now);
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
        Instant now = clock.instant();
        for (TaskInfo task : placed) {
          instances
              .running(task.getTaskId().getValue())
              .ifPresent(instance -> ended(instance, TaskState.TASK_LOST, "not launched", now));
        }
      }
      case UNHEARD -> {
        // It may be launched or not; the master knows.
        reconciliation.doubt(placed);
      }
    }
  }

  private void updated(TaskStatus status) {
    String taskId = status.getTaskId().getValue();
    if (reconciliation.answered(taskId)) {
      return;
    }
    TaskState state = status.getState();
    Optional<Instance> instance = instances.running(taskId);
    if (instance.isPresent()) {
      if (isOver(state)) {
        ended(instance.get(), state, status.getMessage(), clock.instant());
      } else {
        if (instance.get().running().filter(task -> task.state() != state).isPresent()) {
          log.info("{}: {}", instance.get(), state);
        }
        instance.get().updated(state);
      }
    } else if (!isOver(state)) {
      adoptOrKill(status);
    }
    if (status.hasUuid()) {
      master.acknowledge(status);
    }
  }

  private void ended(Instance instance, TaskState state, String message, Instant now) {
    String agent = instance.running().map(Instance.Running::agentId).orElse("?");
    instance.ended(state, now);
    Optional<Duration> wait = instance.waits(now);
    log.info(
        "{}: {} on agent {}{}{}",
        instance,
        state,
        agent,
        message.isEmpty() ? "" : " (" + message + ")",
        wait.map(time -> "; again in " + time.toMillis() + " ms")
            .orElse(instance.done() ? "; not started again" : ""));
    if (!instance.done()) {
      wakeUpFor(wait.orElse(Duration.ZERO));
    }
  }

  /** A task of ours that we don't know: of an earlier run of this framework, or one too many. */
  private void adoptOrKill(TaskStatus status) {
    String taskId = status.getTaskId().getValue();
    String agent = status.getAgentId().getValue();
    Instances.Found found = instances.found(taskId, agent, status.getState(), clock.instant());
    if (found.instance().isEmpty()) {
      log.info("task {} is none of the jobs' or one too many; killing it", taskId);
      master.kill(status.getTaskId(), status.getAgentId());
      return;
    }
    log.info("{}: found running as {}", found.instance().get(), taskId);
    found
        .displaced()
        .ifPresent(
            other -> {
              log.info(
                  "task {} of it does not run ({}); killing that one",
                  other.taskId(),
                  other.state());
              master.kill(
                  TaskID.newBuilder().setValue(other.taskId()).build(),
                  AgentID.newBuilder().setValue(other.agentId()).build());
            });
  }

  /** Asks for offers again, when an instance is to want one. */
  private void wakeUpFor(Duration wait) {
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

  private static boolean isOver(TaskState state) {
    return switch (state) {
      case TASK_FINISHED,
          TASK_FAILED,
          TASK_KILLED,
          TASK_ERROR,
          TASK_LOST,
          TASK_DROPPED,
          TASK_GONE,
          TASK_GONE_BY_OPERATOR,
          TASK_UNREACHABLE,
          TASK_UNKNOWN -> // all agents that could have it are there, and none has
          true;
      case TASK_STAGING, TASK_STARTING, TASK_RUNNING, TASK_KILLING -> false;
    };
  }

  private void revive() {
    if (master.revive() == Outcome.REFUSED) {
      wakeUpFor(CALL_RETRY);
    }
  }
}
