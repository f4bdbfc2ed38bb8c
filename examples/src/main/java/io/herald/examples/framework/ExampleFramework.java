package io.herald.examples.framework;

import io.herald.examples.framework.FrameworkOptions.OnExit;
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
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.Filters;
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
  private final Tasks tasks;
  private final FrameworkIds ids;
  private final SchedulerClient client;
  private final Clock clock = Clock.systemUTC();
  private final Random random = new Random();
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "framework");
            thread.setDaemon(true);
            return thread;
          });

  private volatile Optional<FrameworkID> id;
  private Instant launchFrom = Instant.EPOCH;
  private boolean toldOfNoRoom;

  @Inject
  ExampleFramework(
      FrameworkOptions options, DiscoveryOptions discovery, List<Job> jobs, Tasks tasks) {
    this.options = options;
    this.name = discovery.frameworkName();
    this.tasks = tasks;
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
            LeaderDetectors.parse(options.master()),
            Connection.plain(),
            this::subscribeCall,
            new Events());
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
        client.sendLast(call(Call.Type.TEARDOWN).build());
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
    send(call(Call.Type.REVIVE));
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
    Call.Reconcile.Builder known = Call.Reconcile.newBuilder();
    for (Instance instance : instances) {
      instance
          .running()
          .ifPresent(
              task ->
                  known.addTasks(
                      Call.Reconcile.Task.newBuilder()
                          .setTaskId(TaskID.newBuilder().setValue(task.taskId()))
                          .setAgentId(AgentID.newBuilder().setValue(task.agentId()))));
    }
    if (known.getTasksCount() > 0) {
      send(call(Call.Type.RECONCILE).setReconcile(known));
    }
    // None named: all that the master knows of.
    send(call(Call.Type.RECONCILE).setReconcile(Call.Reconcile.newBuilder()));
  }

  private void offered(List<Offer> offers) {
    Instant now = clock.instant();
    List<Room> rooms = offers.stream().map(offer -> new Room(offer, random)).toList();
    Map<Room, List<TaskInfo>> launches = new HashMap<>();
    boolean wanting = now.isBefore(launchFrom);
    for (Instance instance : instances) {
      if (!now.isBefore(launchFrom) && instance.wantsTask(now)) {
        wanting |= !place(instance, rooms, launches, now);
      }
      wanting |= instance.waits(now).isPresent();
    }
    List<OfferID> declined = new ArrayList<>();
    for (Room room : rooms) {
      List<TaskInfo> placed = launches.get(room);
      if (placed == null) {
        declined.add(room.offer().getId());
      } else {
        accept(room, placed);
      }
    }
    if (!declined.isEmpty()) {
      decline(declined, wanting ? REFUSE_TOO_SMALL_SECONDS : REFUSE_UNTIL_REVIVED_SECONDS);
    }
  }

  /** Puts the instance where the fewest of its job run; false if it fits nowhere. */
  private boolean place(
      Instance instance, List<Room> rooms, Map<Room, List<TaskInfo>> launches, Instant now) {
    List<Room> emptiestFirst = new ArrayList<>(rooms);
    emptiestFirst.removeIf(room -> fixedPortTaken(instance.job(), room.offer().getAgentId()));
    emptiestFirst.sort(
        Comparator.comparingLong(room -> instancesAt(instance.job(), room.offer().getAgentId())));
    for (Room room : emptiestFirst) {
      Optional<Map<String, Integer>> assigned = room.take(instance.job());
      if (assigned.isPresent()) {
        String taskId = TaskNames.newTaskId(instance.job().key(), instance.number());
        TaskInfo task = tasks.of(instance, taskId, id.orElseThrow(), room.offer(), assigned.get());
        launches.computeIfAbsent(room, key -> new ArrayList<>()).add(task);
        instance.launched(taskId, room.offer().getAgentId().getValue(), now);
        log.info(
            "{}: launching on {} with ports {}",
            instance,
            room.offer().getHostname(),
            assigned.get());
        toldOfNoRoom = false;
        return true;
      }
    }
    if (!toldOfNoRoom) {
      toldOfNoRoom = true;
      log.info("{}: no offer has room for it; waiting for a larger one", instance);
    }
    return false;
  }

  /** No offer holds the ports whose numbers a job gives, so that only we can keep them apart. */
  private boolean fixedPortTaken(Job job, AgentID agent) {
    Set<Integer> wanted = job.fixedPorts();
    return !wanted.isEmpty()
        && instances.stream()
            .filter(
                other ->
                    other.running().stream()
                        .anyMatch(task -> task.agentId().equals(agent.getValue())))
            .anyMatch(other -> !Collections.disjoint(wanted, other.job().fixedPorts()));
  }

  private long instancesAt(Job job, AgentID agent) {
    return instances.stream()
        .filter(other -> other.job().equals(job))
        .flatMap(other -> other.running().stream())
        .filter(task -> task.agentId().equals(agent.getValue()))
        .count();
  }

  private void accept(Room room, List<TaskInfo> placed) {
    Call.Accept accept =
        Call.Accept.newBuilder()
            .addOfferIds(room.offer().getId())
            .addOperations(
                Offer.Operation.newBuilder()
                    .setType(Offer.Operation.Type.LAUNCH)
                    .setLaunch(Offer.Operation.Launch.newBuilder().addAllTaskInfos(placed)))
            .setFilters(Filters.newBuilder().setRefuseSeconds(REFUSE_TOO_SMALL_SECONDS))
            .build();
    if (!send(call(Call.Type.ACCEPT).setAccept(accept))) {
      // Nothing was launched, as far as we know: reconciliation tells if that is wrong.
      Instant now = clock.instant();
      for (TaskInfo task : placed) {
        find(task.getTaskId().getValue())
            .ifPresent(instance -> ended(instance, TaskState.TASK_LOST, "not launched", now));
      }
    }
  }

  private void decline(List<OfferID> offers, double refuseSeconds) {
    send(
        call(Call.Type.DECLINE)
            .setDecline(
                Call.Decline.newBuilder()
                    .addAllOfferIds(offers)
                    .setFilters(Filters.newBuilder().setRefuseSeconds(refuseSeconds))));
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
      send(
          call(Call.Type.ACKNOWLEDGE)
              .setAcknowledge(
                  Call.Acknowledge.newBuilder()
                      .setAgentId(status.getAgentId())
                      .setTaskId(status.getTaskId())
                      .setUuid(status.getUuid())));
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
    send(
        call(Call.Type.KILL)
            .setKill(
                Call.Kill.newBuilder()
                    .setTaskId(status.getTaskId())
                    .setAgentId(status.getAgentId())));
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
                    send(call(Call.Type.REVIVE));
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

  private Call.Builder call(Call.Type type) {
    Call.Builder call = Call.newBuilder().setType(type);
    id.ifPresent(call::setFrameworkId);
    return call;
  }

  /** False if the master did not take it; the next subscription sets right what that leaves. */
  private boolean send(Call.Builder call) {
    try {
      client.send(call.build());
      return true;
    } catch (CallFailedException e) {
      log.debug("{} was not taken: {}", call.getType(), e.getMessage());
      if (call.getType() == Call.Type.REVIVE && e.status() != 0) {
        wakeUpFor(CALL_RETRY);
      }
      return false;
    }
  }
}
