package io.herald.scheduler.driver;

import static java.util.Objects.requireNonNull;

import io.herald.scheduler.DiscoveryInfoPopulator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
import org.apache.mesos.SchedulerDriver;
import org.apache.mesos.scheduler.Protos.OfferConstraints;

/**
 * The v0 driver that gives every task that is launched its DiscoveryInfo: those of launchTasks and
 * of acceptOffers, task groups included. Everything else passes as it is; with the flag off,
 * everything does. As safe for several threads as the driver behind it.
 */
@SuppressWarnings(
    "deprecation") // Whoever calls the driver's deprecated methods reaches them still.
public final class PopulatingSchedulerDriver implements SchedulerDriver {

  private final SchedulerDriver driver;
  private final DiscoveryInfoPopulator populator;

  public PopulatingSchedulerDriver(SchedulerDriver driver, DiscoveryInfoPopulator populator) {
    this.driver = requireNonNull(driver, "driver");
    this.populator = requireNonNull(populator, "populator");
  }

  @Override
  public Status launchTasks(
      Collection<OfferID> offers, Collection<TaskInfo> tasks, Filters filters) {
    return driver.launchTasks(offers, populated(tasks), filters);
  }

  @Override
  public Status launchTasks(Collection<OfferID> offers, Collection<TaskInfo> tasks) {
    return driver.launchTasks(offers, populated(tasks));
  }

  @Override
  public Status launchTasks(OfferID offer, Collection<TaskInfo> tasks, Filters filters) {
    return driver.launchTasks(offer, populated(tasks), filters);
  }

  @Override
  public Status launchTasks(OfferID offer, Collection<TaskInfo> tasks) {
    return driver.launchTasks(offer, populated(tasks));
  }

  @Override
  public Status acceptOffers(
      Collection<OfferID> offers, Collection<Operation> operations, Filters filters) {
    if (!populator.isOn()) {
      return driver.acceptOffers(offers, operations, filters);
    }
    List<Operation> populated = new ArrayList<>(operations.size());
    for (Operation operation : operations) {
      populated.add(populated(operation));
    }
    return driver.acceptOffers(offers, populated, filters);
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
    return driver.start();
  }

  @Override
  public Status stop(boolean failover) {
    return driver.stop(failover);
  }

  @Override
  public Status stop() {
    return driver.stop();
  }

  @Override
  public Status abort() {
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
  public Status requestResources(Collection<Request> requests) {
    return driver.requestResources(requests);
  }

  @Override
  public Status killTask(TaskID task) {
    return driver.killTask(task);
  }

  @Override
  public Status declineOffer(OfferID offer, Filters filters) {
    return driver.declineOffer(offer, filters);
  }

  @Override
  public Status declineOffer(OfferID offer) {
    return driver.declineOffer(offer);
  }

  @Override
  public Status reviveOffers() {
    return driver.reviveOffers();
  }

  @Override
  public Status reviveOffers(Collection<String> roles) {
    return driver.reviveOffers(roles);
  }

  @Override
  public Status suppressOffers() {
    return driver.suppressOffers();
  }

  @Override
  public Status suppressOffers(Collection<String> roles) {
    return driver.suppressOffers(roles);
  }

  @Override
  public Status acknowledgeStatusUpdate(TaskStatus status) {
    return driver.acknowledgeStatusUpdate(status);
  }

  @Override
  public Status sendFrameworkMessage(ExecutorID executor, SlaveID agent, byte[] data) {
    return driver.sendFrameworkMessage(executor, agent, data);
  }

  @Override
  public Status reconcileTasks(Collection<TaskStatus> statuses) {
    return driver.reconcileTasks(statuses);
  }

  @Override
  public Status updateFramework(
      FrameworkInfo framework, Collection<String> suppressed, OfferConstraints constraints) {
    return driver.updateFramework(framework, suppressed, constraints);
  }

  @Override
  public Status updateFramework(FrameworkInfo framework, Collection<String> suppressed) {
    return driver.updateFramework(framework, suppressed);
  }
}
