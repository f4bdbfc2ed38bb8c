package io.herald.scheduler.driver;

import static java.util.Objects.requireNonNull;

import io.herald.scheduler.DiscoveryInfoPopulator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.apache.mesos.Protos.ExecutorID;
import org.apache.mesos.Protos.Filters;
import org.apache.mesos.Protos.FrameworkInfo;
import org.apache.mesos.Protos.Offer.Operation;
import org.apache.mesos.Protos.OfferID;
import org.apache.mesos.Protos.Request;
import org.apache.mesos.Protos.SlaveID;
import org.apache.mesos.Protos.Status;
import org.apache.mesos.Protos.TaskID;
import org.apache.mesos.Protos.TaskInfo;
import org.apache.mesos.Protos.TaskStatus;
import org.apache.mesos.Scheduler;
import org.apache.mesos.SchedulerDriver;
import org.apache.mesos.scheduler.Protos.OfferConstraints;

/**
 * The v0 driver that gives every task that is launched its DiscoveryInfo: those of launchTasks and
 * of acceptOffers, task groups included. Everything else passes as it is; with the flag off,
 * everything does. As safe for several threads as the driver behind it.
 *
 * <p>Mesos' bindings call a scheduler with the driver that they were made as, so the scheduler has
 * to be decorated too; {@link #around} does both.
 */
@SuppressWarnings(
    "deprecation") // Whoever calls the driver's deprecated methods reaches them still.
public final class PopulatingSchedulerDriver implements SchedulerDriver {

  private final DecoratedDriver<SchedulerDriver> decorated;
  private final DiscoveryInfoPopulator populator;

  /**
   * Makes a driver for a scheduler, and a decorator around both:
   *
   * <pre>{@code
   * SchedulerDriver driver =
   *     PopulatingSchedulerDriver.around(
   *         scheduler, s -> new MesosSchedulerDriver(s, framework, master), populator);
   * }</pre>
   *
   * <p>The scheduler's callbacks get the decorator, also those that come before this has returned,
   * and it doesn't matter through which of the two a task is launched.
   *
   * @param factory gets the scheduler that the driver has to call, and returns that driver; called
   *     once, at once
   */
  public static PopulatingSchedulerDriver around(
      Scheduler scheduler,
      Function<? super Scheduler, ? extends SchedulerDriver> factory,
      DiscoveryInfoPopulator populator) {
    PopulatingSchedulerDriver decorator = new PopulatingSchedulerDriver(populator);
    Scheduler called =
        new PopulatingScheduler(
            requireNonNull(scheduler, "scheduler"), decorator, decorator.decorated);
    decorator.decorated.created(factory.apply(called), "PopulatingSchedulerDriver");
    return decorator;
  }

  private PopulatingSchedulerDriver(DiscoveryInfoPopulator populator) {
    this.decorated = new DecoratedDriver<>();
    this.populator = requireNonNull(populator, "populator");
  }

  /**
   * Refuses: a driver that is made already calls its scheduler with itself, and what the scheduler
   * launches there has no DiscoveryInfo.
   *
   * @throws UnsupportedOperationException always; the message names {@link #around}
   * @deprecated use {@link #around}
   */
  @Deprecated(forRemoval = true)
  public PopulatingSchedulerDriver(SchedulerDriver driver, DiscoveryInfoPopulator populator) {
    throw new UnsupportedOperationException(
        "a SchedulerDriver that is made already calls its scheduler with itself, and tasks that are"
            + " launched there get no DiscoveryInfo; write PopulatingSchedulerDriver.around("
            + "scheduler, s -> new MesosSchedulerDriver(s, framework, master), populator)");
  }

  @Override
  public Status launchTasks(
      Collection<OfferID> offers, Collection<TaskInfo> tasks, Filters filters) {
    return decorated.get().launchTasks(offers, populated(tasks), filters);
  }

  @Override
  public Status launchTasks(Collection<OfferID> offers, Collection<TaskInfo> tasks) {
    return decorated.get().launchTasks(offers, populated(tasks));
  }

  @Override
  public Status launchTasks(OfferID offer, Collection<TaskInfo> tasks, Filters filters) {
    return decorated.get().launchTasks(offer, populated(tasks), filters);
  }

  @Override
  public Status launchTasks(OfferID offer, Collection<TaskInfo> tasks) {
    return decorated.get().launchTasks(offer, populated(tasks));
  }

  @Override
  public Status acceptOffers(
      Collection<OfferID> offers, Collection<Operation> operations, Filters filters) {
    if (!populator.isOn()) {
      return decorated.get().acceptOffers(offers, operations, filters);
    }
    List<Operation> populated = new ArrayList<>(operations.size());
    for (Operation operation : operations) {
      populated.add(populated(operation));
    }
    return decorated.get().acceptOffers(offers, populated, filters);
  }

  private Collection<TaskInfo> populated(Collection<TaskInfo> tasks) {
    if (!populator.isOn()) {
      return tasks;
    }
    List<TaskInfo> populated = new ArrayList<>(tasks.size());
    for (TaskInfo task : tasks) {
      populated.add(populator.populate(task));
    }
    return populated;
  }

  private Operation populated(Operation operation) {
    return switch (operation.getType()) {
      case LAUNCH -> {
        Operation.Builder builder = operation.toBuilder();
        List<TaskInfo> tasks = operation.getLaunch().getTaskInfosList();
        for (int i = 0; i < tasks.size(); i++) {
          builder.getLaunchBuilder().setTaskInfos(i, populator.populate(tasks.get(i)));
        }
        yield builder.buildPartial();
      }
      case LAUNCH_GROUP -> {
        Operation.Builder builder = operation.toBuilder();
        List<TaskInfo> tasks = operation.getLaunchGroup().getTaskGroup().getTasksList();
        for (int i = 0; i < tasks.size(); i++) {
          builder
              .getLaunchGroupBuilder()
              .getTaskGroupBuilder()
              .setTasks(i, populator.populate(tasks.get(i)));
        }
        yield builder.buildPartial();
      }
      default -> operation;
    };
  }

  @Override
  public Status start() {
    return decorated.get().start();
  }

  @Override
  public Status stop(boolean failover) {
    return decorated.get().stop(failover);
  }

  @Override
  public Status stop() {
    return decorated.get().stop();
  }

  @Override
  public Status abort() {
    return decorated.get().abort();
  }

  @Override
  public Status join() {
    return decorated.get().join();
  }

  @Override
  public Status run() {
    return decorated.get().run();
  }

  @Override
  public Status requestResources(Collection<Request> requests) {
    return decorated.get().requestResources(requests);
  }

  @Override
  public Status killTask(TaskID task) {
    return decorated.get().killTask(task);
  }

  @Override
  public Status declineOffer(OfferID offer, Filters filters) {
    return decorated.get().declineOffer(offer, filters);
  }

  @Override
  public Status declineOffer(OfferID offer) {
    return decorated.get().declineOffer(offer);
  }

  @Override
  public Status reviveOffers() {
    return decorated.get().reviveOffers();
  }

  @Override
  public Status reviveOffers(Collection<String> roles) {
    return decorated.get().reviveOffers(roles);
  }

  @Override
  public Status suppressOffers() {
    return decorated.get().suppressOffers();
  }

  @Override
  public Status suppressOffers(Collection<String> roles) {
    return decorated.get().suppressOffers(roles);
  }

  @Override
  public Status acknowledgeStatusUpdate(TaskStatus status) {
    return decorated.get().acknowledgeStatusUpdate(status);
  }

  @Override
  public Status sendFrameworkMessage(ExecutorID executor, SlaveID agent, byte[] data) {
    return decorated.get().sendFrameworkMessage(executor, agent, data);
  }

  @Override
  public Status reconcileTasks(Collection<TaskStatus> statuses) {
    return decorated.get().reconcileTasks(statuses);
  }

  @Override
  public Status updateFramework(
      FrameworkInfo framework, Collection<String> suppressed, OfferConstraints constraints) {
    return decorated.get().updateFramework(framework, suppressed, constraints);
  }

  @Override
  public Status updateFramework(FrameworkInfo framework, Collection<String> suppressed) {
    return decorated.get().updateFramework(framework, suppressed);
  }
}
