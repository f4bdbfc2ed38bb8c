package io.herald.xds;

import static io.herald.xds.TestCluster.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.controlplane.cache.XdsRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is counted of the answers. */
class LiveConfigTest {

  private static XdsRequest request(String type, String name) {
    return XdsRequest.create(
        DiscoveryRequest.newBuilder()
            .setTypeUrl("type.googleapis.com/envoy.config." + type)
            .addResourceNames(name)
            .build());
  }

  @Test
  void whoHasAnAnswerFindsItCounted() throws Exception {
    try (TestCluster cluster = TestCluster.complete();
        LiveConfig config = new LiveConfig(cluster.live())) {
      cluster.put(task("t1", "web", "http=1"));
      CompletableFuture<Long> counted = new CompletableFuture<>();
      var unused =
          config.createWatch(
              true,
              request("endpoint.v3.ClusterLoadAssignment", "web"),
              Set.of(),
              answer -> counted.complete(config.answers()),
              false,
              true);
      assertThat(counted.get()).isEqualTo(1);
    }
  }
}
