package io.herald.dns.server;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.herald.mesos.client.CallFailedException;
import io.herald.mesos.client.Connection;
import io.herald.mesos.client.SchedulerClient;
import io.herald.mesos.client.StreamListener;
import io.herald.mesos.leader.LeaderDetectors;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.Protos.Value;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** A framework that launches a sleeping command when told, with ports of the offer. */
final class OneTaskFramework implements AutoCloseable, StreamListener<Event> {

  private final SchedulerClient client;
  private final FrameworkInfo.Builder info;
  private final Map<String, TaskState> states = new ConcurrentHashMap<>();
  private volatile Optional<FrameworkID> id = Optional.empty();
  private volatile Optional<Offer> offer = Optional.empty();

  OneTaskFramework(String masterUrl, String name) {
    info =
        FrameworkInfo.newBuilder()
            .setUser("nobody")
            .setName(name)
            .setHostname("127.0.0.1")
            .setFailoverTimeout(600)
            .setCheckpoint(true);
    client =
        new SchedulerClient(
            LeaderDetectors.parse(masterUrl), Connection.plain(), this::subscription, this);
    client.start();
    await().until(() -> offer.isPresent());
  }

  private Call subscription() {
    Call.Builder call = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
    id.ifPresent(known -> call.setFrameworkId(known));
    id.ifPresent(info::setId);
    return call.setSubscribe(Call.Subscribe.newBuilder().setFrameworkInfo(info)).build();
  }

  /**
   * Launches a task with two ports, named http and Admin_Port, and waits until it runs.
   *
   * @return the ports
   */
  List<Integer> launch(String taskId, String taskName, String discoveryName)
      throws CallFailedException {
    Offer on = offer.orElseThrow();
    List<Integer> ports = twoPorts(on);
    DiscoveryInfo.Builder discovery =
        DiscoveryInfo.newBuilder()
            .setVisibility(DiscoveryInfo.Visibility.CLUSTER)
            .setName(discoveryName);
    discovery.getPortsBuilder().addPortsBuilder().setNumber(ports.get(0)).setName("http");
    discovery.getPortsBuilder().addPortsBuilder().setNumber(ports.get(1)).setName("Admin_Port");
    discovery.getPortsBuilder().getPortsBuilderList().forEach(port -> port.setProtocol("TCP"));
    TaskInfo task =
        TaskInfo.newBuilder()
            .setName(taskName)
            .setTaskId(TaskID.newBuilder().setValue(taskId))
            .setAgentId(on.getAgentId())
            .setDiscovery(discovery)
            .setCommand(CommandInfo.newBuilder().setValue("sleep 1000"))
            .addResources(scalar("cpus", 0.1))
            .addResources(scalar("mem", 32))
            .addResources(
                Resource.newBuilder()
                    .setName("ports")
                    .setType(Value.Type.RANGES)
                    .setRanges(
                        Value.Ranges.newBuilder()
                            .addRange(range(ports.get(0)))
                            .addRange(range(ports.get(1)))))
            .build();
    Call.Builder accept = call(Call.Type.ACCEPT);
    accept
        .getAcceptBuilder()
        .addOfferIds(on.getId())
        .addOperationsBuilder()
        .setType(Offer.Operation.Type.LAUNCH)
        .getLaunchBuilder()
        .addTaskInfos(task);
    client.send(accept.build());
    await().until(() -> states.get(taskId) == TaskState.TASK_RUNNING);
    return ports;
  }

  void kill(String taskId) throws CallFailedException {
    Call.Builder kill = call(Call.Type.KILL);
    kill.getKillBuilder().setTaskId(TaskID.newBuilder().setValue(taskId));
    client.send(kill.build());
    await().until(() -> states.get(taskId) == TaskState.TASK_KILLED);
  }

  @Override
  public void connected() {}

  @Override
  public void disconnected(String reason) {}

  @Override
  public void event(Event event) {
    switch (event.getType()) {
      case SUBSCRIBED -> id = Optional.of(event.getSubscribed().getFrameworkId());
      case OFFERS -> offer = Optional.of(event.getOffers().getOffers(0));
      case UPDATE -> {
        TaskStatus status = event.getUpdate().getStatus();
        if (!status.getUuid().isEmpty()) {
          acknowledge(status, status.getUuid());
        }
        states.put(status.getTaskId().getValue(), status.getState());
      }
      default -> {
        // Nothing that this framework needs.
      }
    }
  }

  private void acknowledge(TaskStatus status, ByteString uuid) {
    Call.Builder call = call(Call.Type.ACKNOWLEDGE);
    call.getAcknowledgeBuilder()
        .setTaskId(status.getTaskId())
        .setAgentId(status.getAgentId())
        .setUuid(uuid);
    try {
      client.send(call.build());
    } catch (CallFailedException e) {
      throw new IllegalStateException("an update can't be acknowledged", e);
    }
  }

  private Call.Builder call(Call.Type type) {
    return Call.newBuilder().setType(type).setFrameworkId(id.orElseThrow());
  }

  private static List<Integer> twoPorts(Offer offer) {
    return offer.getResourcesList().stream()
        .filter(resource -> resource.getName().equals("ports"))
        .flatMap(resource -> resource.getRanges().getRangeList().stream())
        .flatMapToInt(range -> IntStream.rangeClosed((int) range.getBegin(), (int) range.getEnd()))
        .limit(2)
        .boxed()
        .toList();
  }

  private static Value.Range range(int port) {
    return Value.Range.newBuilder().setBegin(port).setEnd(port).build();
  }

  private static Resource scalar(String name, double value) {
    return Resource.newBuilder()
        .setName(name)
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(value))
        .build();
  }

  @Override
  public void close() {
    client.close();
  }
}
