package io.herald.scheduler.driver;

import java.util.List;
import org.apache.mesos.Protos.ExecutorID;
import org.apache.mesos.Protos.FrameworkID;
import org.apache.mesos.Protos.MasterInfo;
import org.apache.mesos.Protos.Offer;
import org.apache.mesos.Protos.OfferID;
import org.apache.mesos.Protos.SlaveID;
import org.apache.mesos.Protos.TaskStatus;
import org.apache.mesos.Scheduler;
import org.apache.mesos.SchedulerDriver;

/**
 * What the bindings call in the scheduler's place: every callback reaches the scheduler on the same
 * thread, with the decorator instead of the driver that the bindings pass.
 */
final class PopulatingScheduler implements Scheduler {

  private final Scheduler scheduler;
  private final SchedulerDriver decorator;
  private final Behind<SchedulerDriver> behind;

  PopulatingScheduler(
      Scheduler scheduler, SchedulerDriver decorator, Behind<SchedulerDriver> behind) {
    this.scheduler = scheduler;
    this.decorator = decorator;
    this.behind = behind;
  }

  @Override
  public void registered(SchedulerDriver driver, FrameworkID framework, MasterInfo master) {
    behind.calls(driver);
    scheduler.registered(decorator, framework, master);
  }

  @Override
  public void reregistered(SchedulerDriver driver, MasterInfo master) {
    behind.calls(driver);
    scheduler.reregistered(decorator, master);
  }

  @Override
  public void resourceOffers(SchedulerDriver driver, List<Offer> offers) {
    behind.calls(driver);
    scheduler.resourceOffers(decorator, offers);
  }

  @Override
  public void offerRescinded(SchedulerDriver driver, OfferID offer) {
    behind.calls(driver);
    scheduler.offerRescinded(decorator, offer);
  }

  @Override
  public void statusUpdate(SchedulerDriver driver, TaskStatus status) {
    behind.calls(driver);
    scheduler.statusUpdate(decorator, status);
  }

  @Override
  public void frameworkMessage(
      SchedulerDriver driver, ExecutorID executor, SlaveID agent, byte[] data) {
    behind.calls(driver);
    scheduler.frameworkMessage(decorator, executor, agent, data);
  }

  @Override
  public void disconnected(SchedulerDriver driver) {
    behind.calls(driver);
    scheduler.disconnected(decorator);
  }

  @Override
  public void slaveLost(SchedulerDriver driver, SlaveID agent) {
    behind.calls(driver);
    scheduler.slaveLost(decorator, agent);
  }

  @Override
  public void executorLost(SchedulerDriver driver, ExecutorID executor, SlaveID agent, int status) {
    behind.calls(driver);
    scheduler.executorLost(decorator, executor, agent, status);
  }

  @Override
  public void error(SchedulerDriver driver, String message) {
    behind.calls(driver);
    scheduler.error(decorator, message);
  }
}
