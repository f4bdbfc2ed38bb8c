package io.herald.catalog.source.mesos.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Network;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.catalog.source.mesos.reading.Messages;
import java.util.List;
import org.apache.mesos.v1.Protos.ContainerInfo;
import org.apache.mesos.v1.Protos.ContainerStatus;
import org.apache.mesos.v1.Protos.NetworkInfo;
import org.junit.jupiter.api.Test;

/** What was once told of a task's network stays, as its addresses do. */
class NetworkKeptTest {

  private static final NetworkInfo.Builder OVERLAY =
      NetworkInfo.newBuilder()
          .setName("overlay")
          .addIpAddresses(NetworkInfo.IPAddress.newBuilder().setIpAddress("10.9.0.1"));

  private final Mirrored mirrored = new Mirrored();

  @Test
  void throughUpdatesOfTheAgentAndTheMasterAndAFailover() {
    var status =
        Messages.status("t1", "TASK_RUNNING")
            .setContainerStatus(ContainerStatus.newBuilder().addNetworkInfos(OVERLAY));
    mirrored.event(
        Messages.subscribed(
            List.of(Messages.agent("S0", 1)),
            List.of(),
            List.of(Messages.framework("F0", "marathon")),
            List.of(
                Messages.task("F0", "t1", "S0", "TASK_RUNNING")
                    .setContainer(
                        ContainerInfo.newBuilder()
                            .setType(ContainerInfo.Type.MESOS)
                            .addNetworkInfos(NetworkInfo.newBuilder().setName("overlay")))
                    .addStatuses(status)
                    .build())));
    assertKept(false);
    // Says nothing of addresses.
    mirrored.event(
        Messages.updated(
            "F0", "TASK_RUNNING", Messages.status("t1", "TASK_RUNNING").setHealthy(true)));
    assertKept(false);
    mirrored.event(
        Messages.updated("F0", "TASK_RUNNING", Messages.masterStatus("t1", "TASK_RUNNING")));
    assertKept(false);
    mirrored.event(Messages.subscribed(List.of(), List.of("S0"), List.of(), List.of()));
    assertKept(true);
  }

  private void assertKept(boolean recovering) {
    Task task = mirrored.tasks().get("t1");
    assertThat(task.recovering()).isEqualTo(recovering);
    assertThat(task.network().mode()).isEqualTo(Network.Mode.OWN);
    RunningStatus running = task.running().orElseThrow();
    assertThat(running.addresses()).containsExactly("10.9.0.1");
    assertThat(running.network().mode()).isEqualTo(Network.Mode.OWN);
  }
}
