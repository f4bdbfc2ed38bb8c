package io.herald.scheduler.driver;

import static java.util.Objects.requireNonNull;

import io.herald.scheduler.DiscoveryInfoPopulator;
import java.util.List;
import org.apache.mesos.v1.Protos.Offer.Operation;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;

/**
 * The v1 driver that gives every task of an ACCEPT its DiscoveryInfo, those of task groups too. All
 * other calls pass as they are; with the flag off, all do. As safe for several threads as the
 * driver behind it.
 */
public final class PopulatingMesos implements Mesos {

  private final Mesos mesos;
  private final DiscoveryInfoPopulator populator;

  public PopulatingMesos(Mesos mesos, DiscoveryInfoPopulator populator) {
    this.mesos = requireNonNull(mesos, "mesos");
    this.populator = requireNonNull(populator, "populator");
  }

  @Override
  public void send(Call call) {
    mesos.send(
        populator.isOn() && call.getType() == Call.Type.ACCEPT && call.hasAccept()
            ? populated(call)
            : call);
  }

  @Override
  public void reconnect() {
    mesos.reconnect();
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
