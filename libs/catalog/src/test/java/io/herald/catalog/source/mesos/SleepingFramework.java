package io.herald.catalog.source.mesos;

import io.herald.catalog.source.mesos.reading.Messages;
import io.herald.mesos.client.CallFailedException;
import io.herald.mesos.client.Connection;
import io.herald.mesos.client.SchedulerClient;
import io.herald.mesos.client.StreamListener;
import io.herald.mesos.leader.LeaderDetectors;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.mesos.v1.Protos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Launches tasks that sleep, each with one port and DiscoveryInfo, and acknowledges updates. */
final class SleepingFramework implements AutoCloseable, StreamListener<Event> {

  private static final Logger log = LoggerFactory.getLogger(SleepingFramework.class);

  private final AtomicReference<Protos.FrameworkInfo> info;
  private final Deque<String> wanted = new ArrayDeque<>();
  private final SchedulerClient client;

  SleepingFramework(String master, List<String> tasks) {
    wanted.addAll(tasks);
    info =
        new AtomicReference<>(
            Protos.FrameworkInfo.newBuilder()
                .setUser(System.getProperty("user.name"))
                .setName("sleeping")
                .setFailoverTimeout(600)
                .setCheckpoint(true)
                .addRoles("*")
                .addCapabilities(
                    Protos.FrameworkInfo.Capability.newBuilder()
                        .setType(Protos.FrameworkInfo.Capability.Type.MULTI_ROLE))
                .addCapabilities(
                    Protos.FrameworkInfo.Capability.newBuilder()
                        .setType(Protos.FrameworkInfo.Capability.Type.PARTITION_AWARE))
                .build());
    client =
        new SchedulerClient(
            LeaderDetectors.parse(master), Connection.plain(), this::subscribe, this);
    client.start();
  }

  private Call subscribe() {
    Call.Builder call = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
    call.getSubscribeBuilder().setFrameworkInfo(info.get());
    if (info.get().hasId()) {
      call.setFrameworkId(info.get().getId());
    }
    return call.build();
  }

  void kill(String task) throws CallFailedException {
    Call.Builder call = call(Call.Type.KILL);
    call.getKillBuilder().setTaskId(Messages.taskId(task));
    client.send(call.build());
  }

  /** Ends the framework; it may not subscribe again. */
  void tearDown() throws CallFailedException {
    client.send(call(Call.Type.TEARDOWN).build());
    client.close();
  }

  private Call.Builder call(Call.Type type) {
    return Call.newBuilder().setType(type).setFrameworkId(info.get().getId());
  }

  @Override
  public void connected() {
    // SUBSCRIBED follows.
  }

  @Override
  public void event(Event event) {
    try {
      if (event.hasSubscribed()) {
        info.updateAndGet(
            now -> now.toBuilder().setId(event.getSubscribed().getFrameworkId()).build());
      } else if (event.hasOffers()) {
        for (Protos.Offer offer : event.getOffers().getOffersList()) {
          answer(offer);
        }
      } else if (event.hasUpdate() && event.getUpdate().getStatus().hasUuid()) {
        Protos.TaskStatus status = event.getUpdate().getStatus();
        Call.Builder call = call(Call.Type.ACKNOWLEDGE);
        call.getAcknowledgeBuilder()
            .setAgentId(status.getAgentId())
            .setTaskId(status.getTaskId())
            .setUuid(status.getUuid());
        client.send(call.build());
      }
    } catch (CallFailedException e) {
      log.info("a call was not taken; its offer or update comes again", e);
    }
  }

  @Override
  public void disconnected(String reason) {
    // The client subscribes again.
  }

  /** One task for each offer, so that they spread over the agents. */
  private void answer(Protos.Offer offer) throws CallFailedException {
    String next = wanted.poll();
    if (next == null) {
      Call.Builder decline = call(Call.Type.DECLINE);
      decline
          .getDeclineBuilder()
          .addOfferIds(offer.getId())
          .setFilters(Protos.Filters.newBuilder().setRefuseSeconds(600));
      client.send(decline.build());
      return;
    }
    long port =
        offer.getResourcesList().stream()
            .filter(resource -> resource.getName().equals("ports"))
            .findFirst()
            .orElseThrow()
            .getRanges()
            .getRange(0)
            .getBegin();
    Protos.TaskInfo.Builder task =
        Protos.TaskInfo.newBuilder()
            .setName("sleeper")
            .setTaskId(Messages.taskId(next))
            .setAgentId(offer.getAgentId())
            .addResources(scalar("cpus", 0.1))
            .addResources(scalar("mem", 32))
            .addResources(
                Messages.ports((int) port, (int) port).toBuilder()
                    .setAllocationInfo(Protos.Resource.AllocationInfo.newBuilder().setRole("*")))
            .setCommand(Protos.CommandInfo.newBuilder().setValue("exec sleep 1000"));
    task.getLabelsBuilder().addLabelsBuilder().setKey("tier").setValue("test");
    task.getDiscoveryBuilder()
        .setVisibility(Protos.DiscoveryInfo.Visibility.CLUSTER)
        .setName("sleeper.test")
        .getPortsBuilder()
        .addPortsBuilder()
        .setNumber((int) port)
        .setName("http")
        .setProtocol("tcp");
    Call.Builder accept = call(Call.Type.ACCEPT);
    Protos.Offer.Operation.Builder launch =
        accept
            .getAcceptBuilder()
            .addOfferIds(offer.getId())
            .setFilters(Protos.Filters.newBuilder().setRefuseSeconds(0))
            .addOperationsBuilder()
            .setType(Protos.Offer.Operation.Type.LAUNCH);
    launch.getLaunchBuilder().addTaskInfos(task);
    try {
      client.send(accept.build());
    } catch (CallFailedException e) {
      wanted.addFirst(next);
      throw e;
    }
  }

  private static Protos.Resource scalar(String name, double value) {
    return Protos.Resource.newBuilder()
        .setName(name)
        .setType(Protos.Value.Type.SCALAR)
        .setScalar(Protos.Value.Scalar.newBuilder().setValue(value))
        .setAllocationInfo(Protos.Resource.AllocationInfo.newBuilder().setRole("*"))
        .build();
  }

  @Override
  public void close() {
    client.close();
  }
}
