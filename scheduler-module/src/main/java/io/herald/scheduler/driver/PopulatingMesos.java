package io.herald.scheduler.driver;

import static java.util.Objects.requireNonNull;

import io.herald.scheduler.DiscoveryInfoPopulator;
import java.util.List;
import java.util.function.Function;
import org.apache.mesos.v1.Protos.Offer.Operation;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.apache.mesos.v1.scheduler.Scheduler;

/**
 * The v1 driver that gives every task of an ACCEPT its DiscoveryInfo, those of task groups too. All
 * other calls pass as they are; with the flag off, all do. As safe for several threads as the
 * driver behind it.
 *
 * <p>Mesos' bindings call a scheduler with the driver that they were made as, so the scheduler has
 * to be decorated too; {@link #around} does both.
 */
public final class PopulatingMesos implements Mesos {

  private final DecoratedDriver<Mesos> decorated;
  private final DiscoveryInfoPopulator populator;

  /**
   * Makes a driver for a scheduler, and a decorator around both:
   *
   * <pre>{@code
   * Mesos mesos = PopulatingMesos.around(scheduler, s -> new V1Mesos(s, master), populator);
   * }</pre>
   *
   * <p>The scheduler's callbacks get the decorator, also those that come before this has returned
   * (the bindings connect while they are made).
   *
   * @param factory gets the scheduler that the driver has to call, and returns that driver; called
   *     once, at once
   */
  public static PopulatingMesos around(
      Scheduler scheduler,
      Function<? super Scheduler, ? extends Mesos> factory,
      DiscoveryInfoPopulator populator) {
    requireNonNull(scheduler, "scheduler");
    PopulatingMesos decorator = new PopulatingMesos(populator);
    decorator.decorated.created(factory.apply(decorator.new Called(scheduler)), "PopulatingMesos");
    return decorator;
  }

  private PopulatingMesos(DiscoveryInfoPopulator populator) {
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
  public PopulatingMesos(Mesos mesos, DiscoveryInfoPopulator populator) {
    throw new UnsupportedOperationException(
        "a Mesos that is made already calls its scheduler with itself, and tasks that are launched"
            + " there get no DiscoveryInfo; write PopulatingMesos.around("
            + "scheduler, s -> new V1Mesos(s, master), populator)");
  }

  /** What the bindings call in the scheduler's place. */
  private final class Called implements Scheduler {

    private final Scheduler scheduler;

    Called(Scheduler scheduler) {
      this.scheduler = scheduler;
    }

    @Override
    public void connected(Mesos mesos) {
      decorated.seen(mesos);
      scheduler.connected(PopulatingMesos.this);
    }

    @Override
    public void disconnected(Mesos mesos) {
      decorated.seen(mesos);
      scheduler.disconnected(PopulatingMesos.this);
    }

    @Override
    public void received(Mesos mesos, Event event) {
      decorated.seen(mesos);
      scheduler.received(PopulatingMesos.this, event);
    }
  }

  @Override
  public void send(Call call) {
    decorated
        .get()
        .send(
            populator.isOn() && call.getType() == Call.Type.ACCEPT && call.hasAccept()
                ? populated(call)
                : call);
  }

  @Override
  public void reconnect() {
    decorated.get().reconnect();
  }

  private Call populated(Call call) {
    Call.Builder builder = call.toBuilder();
    Call.Accept.Builder accept = builder.getAcceptBuilder();
    for (int i = 0; i < accept.getOperationsCount(); i++) {
      accept.setOperations(i, populated(accept.getOperations(i)));
    }
    return builder.buildPartial();
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
}
