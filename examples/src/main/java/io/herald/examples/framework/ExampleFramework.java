package io.herald.examples.framework;

import io.herald.examples.framework.FrameworkOptions.OnExit;
import io.herald.examples.framework.MasterCalls.Outcome;
import io.herald.jobs.Job;
import io.herald.mesos.client.CallFailedException;
import io.herald.mesos.client.Connection;
import io.herald.mesos.client.SchedulerClient;
import io.herald.mesos.client.StreamListener;
import io.herald.mesos.leader.LeaderDetectors;
import io.herald.scheduler.DiscoveryOptions;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
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
 * every ten minutes. Offers that aren't needed are declined for long and asked back (REVIVE) when
 * one is.
 */
public final class ExampleFramework implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ExampleFramework.class);

  private static final Duration RECONCILE_EVERY = Duration.ofMinutes(10);

  /** After a start with a remembered id, so long for the master to tell which tasks still run. */
  private static final Duration ADOPTION = Duration.ofSeconds(3);

  private static final FrameworkInfo.Capability MULTI_ROLE =
      FrameworkInfo.Capability.newBuilder()
          .setType(FrameworkInfo.Capability.Type.MULTI_ROLE)
          .build();
  private static final Duration CALL_RETRY = Duration.ofMillis(500);
  private static final double REFUSE_UNTIL_REVIVED_SECONDS = Duration.ofDays(7).toSeconds();
  private static final double REFUSE_TOO_SMALL_SECONDS = 5;

  private final FrameworkOptions options;
  private final String name;
  private final List<Instance> instances = new ArrayList<>();
  private final Placement placement;
  private final FrameworkIds ids;
  private final SchedulerClient client;
  private final MasterCalls master;
  private final Clock clock = Clock.systemUTC();
  private final ScheduledExecutorService loop =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "framework");
            thread.setDaemon(true);
            return thread;
          },
          new ThreadPoolExecutor.DiscardPolicy()); // what comes after the end has no effect

  private volatile Optional<FrameworkID> id;
  private Instant launchFrom = Instant.EPOCH;

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
    for (Job job : jobs) {
      for (int number = 0; number < job.instances(); number++) {
        instances.add(new Instance(job, number));
      }
    }
    this.id = ids.read().map(value -> FrameworkID.newBuilder().setValue(value).build());
    if (id.isPresent()) {
      launchFrom = clock.instant().plus(ADOPTION);
    }
    this.client =
        new SchedulerClient(
            LeaderDetectors.parse(options.master()), masters, this::subscribeCall, new Events());
    this.master = new MasterCalls(client, () -> id);
    this.placement = new Placement(instances, tasks, new Random());
  }

  public void start() {
    client.start();
    var unused =
        loop.scheduleAtFixedRate(
            guarded("reconcile", this::reconcile),
            RECONCILE_EVERY.toSeconds(),
            RECONCILE_EVERY.toSeconds(),
            TimeUnit.SECONDS);
  }

  /** Ends as {@code --on-exit} says, and returns when the master has taken it or can't be told. */
  @Override
  public void close() {
    if (options.onExit() == OnExit.TEARDOWN && id.isPresent()) {
      try {
        master.tearDown();
        ids.forget();
        log.info("framework {} is torn down", id.get().getValue());
      } catch (CallFailedException e) {
        log.warn(
            "TEARDOWN could not be sent ({}); the tasks end {} s after the master missed us",
            e.getMessage(),
            options.failoverTimeout().toSeconds());
      }
    }
    loop.shutdownNow();
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
    }
  }

  /** A fault in handling one event is told and must not end the handling of the next. */
  private static Runnable guarded(String what, Runnable work) {
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
      case SUBSCRIBED -> subscribed(event.getSubscribed().getFrameworkId());
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

  private void subscribed(FrameworkID framework) {
    if (id.isEmpty()) {
      ids.remember(framework.getValue());
      log.info("registered as framework {} ({})", framework.getValue(), name);
    }
    id = Optional.of(framework);
    reconcile();
    revive();
    wakeUpFor(Duration.between(clock.instant(), launchFrom));
  }

  /** The framework was refused or removed: it can't go on under this id. */
  private void refused(String message) {
    log.error("the master refuses this framework: {}; registering as a new one", message);
    ids.forget();
    id = Optional.empty();
    Instant now = clock.instant();
    for (Instance instance : instances) {
      if (instance.running().isPresent()) {
        instance.ended(TaskState.TASK_LOST, now);
      }
    }
  }

  private void reconcile() {
    if (id.isEmpty()) {
      return;
    }
    master.reconcile(instances.stream().flatMap(instance -> instance.running().stream()).toList());
  }

  private void offered(List<Offer> offers) {
    Instant now = clock.instant();
    if (now.isBefore(launchFrom)) {
      master.decline(offers.stream().map(Offer::getId).toList(), REFUSE_TOO_SMALL_SECONDS);
      return;
    }
    Placement.Plan plan = placement.plan(offers, id.orElseThrow(), now);
    plan.launches().forEach(this::accept);
    if (!plan.unused().isEmpty()) {
      master.decline(
          plan.unused(), plan.wanting() ? REFUSE_TOO_SMALL_SECONDS : REFUSE_UNTIL_REVIVED_SECONDS);
    }
  }

  private void accept(OfferID offer, List<TaskInfo> placed) {
    if (master.accept(offer, placed, REFUSE_TOO_SMALL_SECONDS) != Outcome.TAKEN) {
      // Nothing was launched, as far as we know: reconciliation tells if that is wrong.
      Instant now = clock.instant();
      for (TaskInfo task : placed) {
        find(task.getTaskId().getValue())
            .ifPresent(instance -> ended(instance, TaskState.TASK_LOST, "not launched", now));
      }
    }
  }

  private void updated(TaskStatus status) {
    String taskId = status.getTaskId().getValue();
    TaskState state = status.getState();
    Optional<Instance> instance = find(taskId);
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
    for (Instance instance : instances) {
      OptionalInt number = TaskNames.instanceOf(instance.job().key(), taskId);
      if (number.isPresent()
          && number.getAsInt() == instance.number()
          && instance.running().isEmpty()
          && !instance.done()) {
        instance.launched(taskId, status.getAgentId().getValue(), clock.instant());
        instance.updated(status.getState());
        log.info("{}: found running as {}", instance, taskId);
        return;
      }
    }
    log.info("task {} is none of the jobs' or one too many; killing it", taskId);
    master.kill(status.getTaskId(), status.getAgentId());
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
                  if (instances.stream().anyMatch(instance -> instance.wantsTask(now))) {
                    revive();
                  }
                }),
            millis + 1,
            TimeUnit.MILLISECONDS);
  }

  private Optional<Instance> find(String taskId) {
    return instances.stream().filter(instance -> instance.runs(taskId)).findFirst();
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
          TASK_UNREACHABLE ->
          true;
      case TASK_STAGING, TASK_STARTING, TASK_RUNNING, TASK_KILLING, TASK_UNKNOWN -> false;
    };
  }

  private void revive() {
    if (master.revive() == Outcome.REFUSED) {
      wakeUpFor(CALL_RETRY);
    }
  }
}
