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
  private final DecoratedDriver<SchedulerDriver> decorated;

  PopulatingScheduler(
      Scheduler scheduler, SchedulerDriver decorator, DecoratedDriver<SchedulerDriver> decorated) {
    this.scheduler = scheduler;
    this.decorator = decorator;
    this.decorated = decorated;
  }

  @Override
  public void registered(SchedulerDriver driver, FrameworkID framework, MasterInfo master) {
    decorated.seen(driver);
    scheduler.registered(decorator, framework, master);
  }

  @Override
  public void reregistered(SchedulerDriver driver, MasterInfo master) {
    decorated.seen(driver);
    scheduler.reregistered(decorator, master);
  }

  @Override
  public void resourceOffers(SchedulerDriver driver, List<Offer> offers) {
    decorated.seen(driver);
    scheduler.resourceOffers(decorator, offers);
  }

  @Override
  public void offerRescinded(SchedulerDriver driver, OfferID offer) {
    decorated.seen(driver);
    scheduler.offerRescinded(decorator, offer);
  }

  @Override
  public void statusUpdate(SchedulerDriver driver, TaskStatus status) {
    decorated.seen(driver);
    scheduler.statusUpdate(decorator, status);
  }

  @Override
  public void frameworkMessage(
      SchedulerDriver driver, ExecutorID executor, SlaveID agent, byte[] data) {
    decorated.seen(driver);
    scheduler.frameworkMessage(decorator, executor, agent, data);
  }

  @Override
  public void disconnected(SchedulerDriver driver) {
    decorated.seen(driver);
    scheduler.disconnected(decorator);
  }

  @Override
  public void slaveLost(SchedulerDriver driver, SlaveID agent) {
    decorated.seen(driver);
    scheduler.slaveLost(decorator, agent);
  }

  @Override
  public void executorLost(SchedulerDriver driver, ExecutorID executor, SlaveID agent, int status) {
    decorated.seen(driver);
    scheduler.executorLost(decorator, executor, agent, status);
  }

  @Override
  public void error(SchedulerDriver driver, String message) {
    decorated.seen(driver);
    scheduler.error(decorator, message);
  }
}
