package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.envoyproxy.controlplane.cache.Resources;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application has all that its xDS needs, though not all of Envoy's messages. */
class XdsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir private Path folder;

  @Test
  void everyTypeOfResourceIsAnswered() throws Exception {
    int http = HeraldProcess.freePort();
    int port = HeraldProcess.freePort();
    Path log = folder.resolve("log");
    try (MiniMesos mesos = MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")))) {
      Process dns =
          HeraldProcess.start(
              folder,
              log,
              Map.of(),
              "dns",
              "--masters=" + mesos.masterAddress(),
              "--dns-on=false",
              "--http-port=" + http,
              "--xds-port=" + port);
      try {
        await()
            .atMost(PATIENCE)
            .until(() -> HeraldProcess.get(http, "/metrics").contains("herald_xds_streams 0"));
        for (String type :
            List.of(
                Resources.V3.LISTENER_TYPE_URL,
                Resources.V3.ROUTE_TYPE_URL,
                Resources.V3.CLUSTER_TYPE_URL,
                Resources.V3.ENDPOINT_TYPE_URL)) {
          DiscoveryResponse response = ask(port, type);
          assertThat(response.getTypeUrl()).isEqualTo(type);
          assertThat(response.getResourcesList()).as(type).hasSize(1);
        }
      } finally {
        dns.destroy();
        assertThat(dns.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      }
      assertThat(Files.readString(log)).doesNotContain("NoClassDefFoundError");
    }
  }

  private static DiscoveryResponse ask(int port, String type) throws Exception {
    BlockingQueue<DiscoveryResponse> responses = new LinkedBlockingQueue<>();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      AggregatedDiscoveryServiceGrpc.newStub(channel)
          .withWaitForReady()
          .streamAggregatedResources(
              new StreamObserver<>() {
                @Override
                public void onNext(DiscoveryResponse response) {
                  responses.add(response);
                }

                @Override
                public void onError(Throwable failure) {
                  responses.add(
                      DiscoveryResponse.newBuilder().setTypeUrl(failure.toString()).build());
                }

                @Override
                public void onCompleted() {}
              })
          .onNext(
              DiscoveryRequest.newBuilder()
                  .setNode(Node.newBuilder().setId("test"))
                  .setTypeUrl(type)
                  .addResourceNames("web.test")
                  .build());
      DiscoveryResponse response = responses.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(response).isNotNull();
      return response;
    } finally {
      channel.shutdownNow();
    }
  }
}
