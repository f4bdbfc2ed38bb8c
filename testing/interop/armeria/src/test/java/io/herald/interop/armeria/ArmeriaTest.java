package io.herald.interop.armeria;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.zookeeper.ZooKeeperDiscoverySpec;
import com.linecorp.armeria.client.zookeeper.ZooKeeperEndpointGroup;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.zookeeper.ServerSetsInstance;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.zookeeper.ZooKeeperRegistrationSpec;
import com.linecorp.armeria.server.zookeeper.ZooKeeperUpdatingListener;
import io.herald.interop.OurView;
import io.herald.interop.ReaderStories;
import io.herald.interop.RealReader;
import io.herald.serverset.lint.ServerSetReader;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ArmeriaTest extends ReaderStories {

  @Override
  protected boolean makesTheSet() {
    return true;
  }

  @Override
  protected RealReader reader() {
    return new RealReader() {
      @Override
      public ServerSetReader reader() {
        return ServerSetReader.ARMERIA;
      }

      @Override
      public View follow(String zooKeeper, String path, String endpoint) {
        ZooKeeperEndpointGroup group =
            ZooKeeperEndpointGroup.of(
                zooKeeper,
                path,
                ZooKeeperDiscoverySpec.serverSets(instance -> chosen(instance, endpoint)));
        return new View() {
          @Override
          public Set<Seen> seen() {
            return group.endpoints().stream().map(ArmeriaTest::seen).collect(Collectors.toSet());
          }

          @Override
          public void close() {
            group.close();
          }
        };
      }
    };
  }

  /** The shard travels as the weight: an endpoint of Armeria's has no room for it. */
  private static @Nullable Endpoint chosen(ServerSetsInstance instance, String name) {
    Endpoint endpoint =
        name.isEmpty() ? instance.serviceEndpoint() : instance.additionalEndpoints().get(name);
    Integer shard = instance.shardId();
    if (endpoint == null) {
      return null;
    }
    return shard == null ? endpoint : endpoint.withWeight(1 + shard);
  }

  private static RealReader.Seen seen(Endpoint endpoint) {
    int weight = endpoint.weight();
    return new RealReader.Seen(
        endpoint.host(),
        endpoint.port(),
        weight == 1000 ? OptionalInt.empty() : OptionalInt.of(weight - 1));
  }

  @Test
  void ourMonitorReadsWhatArmeriaAnnounces() throws Exception {
    String path = "/aurora/www/prod/armeria";
    OurView ours = keep(OurView.of(server().connectString(), path));
    Server armeria =
        Server.builder()
            .http(0)
            .service("/", (context, request) -> HttpResponse.of("hello"))
            .build();
    armeria.addListener(
        ZooKeeperUpdatingListener.of(
            server().connectString(),
            path,
            ZooKeeperRegistrationSpec.builderForServerSets()
                .serviceEndpoint(Endpoint.of("127.0.0.1", 31500))
                .additionalEndpoint("admin", Endpoint.of("127.0.0.1", 31501))
                .shardId(7)
                .build()));
    armeria.start().join();

    await()
        .untilAsserted(
            () ->
                assertThat(ours.seen())
                    .containsExactly("127.0.0.1:31500 {admin=127.0.0.1:31501} shard 7"));

    armeria.stop().join();
    await().until(() -> ours.seen().isEmpty());
  }
}
