package io.herald.executor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.mesos.client.Connection;
import io.herald.mesos.client.SchedulerClient;
import io.herald.mesos.client.StreamListener;
import io.herald.mesos.leader.StaticLeaderDetector;
import io.herald.minimesos.MiniMesos;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Label;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.Port;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.Value;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** A framework that launches commands with labels, as any framework may. */
final class LabelledTasks implements AutoCloseable {

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<Offer> offers = new LinkedBlockingQueue<>();
  private final SchedulerClient scheduler;
  private final FrameworkID framework;

  LabelledTasks(MiniMesos mesos, Connection connection) throws Exception {
    FrameworkInfo info =
        FrameworkInfo.newBuilder()
            .setUser("nobody")
            .setName("marathon")
            .addRoles("*")
            .setCheckpoint(true)
            .setFailoverTimeout(3600)
            .addCapabilities(capability(FrameworkInfo.Capability.Type.MULTI_ROLE))
            .addCapabilities(capability(FrameworkInfo.Capability.Type.TASK_KILLING_STATE))
            .build();
    scheduler =
        new SchedulerClient(
            new StaticLeaderDetector(List.of(mesos.masterAddress())),
            connection,
            () ->
                Call.newBuilder()
                    .setType(Call.Type.SUBSCRIBE)
                    .setSubscribe(Call.Subscribe.newBuilder().setFrameworkInfo(info))
                    .build(),
            new StreamListener<>() {
              @Override
              public void connected() {}

              @Override
              public void event(Event event) {
                switch (event.getType()) {
                  case OFFERS -> offers.addAll(event.getOffers().getOffersList());
                  case RESCIND ->
                      offers.removeIf(
                          offer -> offer.getId().equals(event.getRescind().getOfferId()));
                  default -> events.add(event);
                }
              }

              @Override
              public void disconnected(String reason) {}
            });
    scheduler.start();
    framework = next(Event.Type.SUBSCRIBED).getSubscribed().getFrameworkId();
  }

  private static FrameworkInfo.Capability.Builder capability(FrameworkInfo.Capability.Type type) {
    return FrameworkInfo.Capability.newBuilder().setType(type);
  }

  String framework() {
    return framework.getValue();
  }

  /**
   * Launches a command.
   *
   * @param label the value of {@code io.herald.announce}
   */
  void launch(String id, String command, String label, Consumer<TaskInfo.Builder> more)
      throws Exception {
    Offer offer = offers.poll(5, TimeUnit.MINUTES);
    assertThat(offer).as("an offer").isNotNull();
    TaskInfo.Builder task =
        TaskInfo.newBuilder()
            .setName("shop.prod")
            .setTaskId(TaskID.newBuilder().setValue(id))
            .setAgentId(offer.getAgentId())
            .setCommand(CommandInfo.newBuilder().setShell(true).setValue(command))
            .addResources(scalar("cpus", 0.1))
            .addResources(scalar("mem", 32));
    task.getLabelsBuilder()
        .addLabels(Label.newBuilder().setKey("io.herald.announce").setValue(label));
    DiscoveryInfo.Builder discovery =
        task.getDiscoveryBuilder().setVisibility(DiscoveryInfo.Visibility.CLUSTER).setName("shop");
    discovery
        .getPortsBuilder()
        .addPorts(Port.newBuilder().setName("http").setNumber(31000).setProtocol("tcp"));
    discovery.getLabelsBuilder().addLabels(Label.newBuilder().setKey("team").setValue("x"));
    more.accept(task);
    scheduler.send(
        call(Call.Type.ACCEPT)
            .setAccept(
                Call.Accept.newBuilder()
                    .addOfferIds(offer.getId())
                    .setFilters(org.apache.mesos.v1.Protos.Filters.newBuilder().setRefuseSeconds(0))
                    .addOperations(
                        Offer.Operation.newBuilder()
                            .setType(Offer.Operation.Type.LAUNCH)
                            .setLaunch(Offer.Operation.Launch.newBuilder().addTaskInfos(task))))
            .build());
  }

  void kill(String id) throws Exception {
    scheduler.send(
        call(Call.Type.KILL)
            .setKill(Call.Kill.newBuilder().setTaskId(TaskID.newBuilder().setValue(id)))
            .build());
  }

  private Call.Builder call(Call.Type type) {
    return Call.newBuilder().setType(type).setFrameworkId(framework);
  }

  private Event next(Event.Type type) throws InterruptedException {
    while (true) {
      Event event = events.poll(5, TimeUnit.MINUTES);
      assertThat(event).as("an event " + type).isNotNull();
      if (event.getType() == type) {
        return event;
      }
    }
  }

  private static Resource.Builder scalar(String name, double value) {
    return Resource.newBuilder()
        .setName(name)
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(value));
  }

  @Override
  public void close() {
    scheduler.close();
  }
}
