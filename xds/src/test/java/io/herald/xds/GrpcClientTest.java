package io.herald.xds;

import static io.herald.changingcluster.ClusterParts.healthy;
import static io.herald.xds.TestCluster.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.StringValue;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.xds.XdsNameResolverProvider;
import io.herald.catalog.model.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** gRPC's own xDS client, from the port to the servers that it reaches. */
class GrpcClientTest {

  private static final AtomicInteger SCHEMES = new AtomicInteger();

  private final List<AutoCloseable> toClose = new ArrayList<>();
  private final TestCluster cluster = TestCluster.complete();
  private final Xds xds = new Xds(cluster.live());
  private String scheme = "";

  @BeforeEach
  void serve() throws Exception {
    serve(0);
    scheme = "herald-xds-" + SCHEMES.incrementAndGet();
    XdsNameResolverProvider provider =
        XdsNameResolverProvider.createForTest(
            scheme,
            Map.of(
                "xds_servers",
                List.of(
                    Map.of(
                        "server_uri",
                        "127.0.0.1:" + xds.address().orElseThrow().getPort(),
                        "channel_creds",
                        List.of(Map.of("type", "insecure")),
                        "server_features",
                        List.of("xds_v3"))),
                "node",
                Map.of("id", "test")));
    NameResolverRegistry.getDefaultRegistry().register(provider);
    toClose.add(() -> NameResolverRegistry.getDefaultRegistry().deregister(provider));
  }

  private void serve(int port) throws Exception {
    XdsSettings off = XdsSettings.DEFAULT;
    xds.serve(
        new XdsSettings(
            Optional.of(port), "127.0.0.1", off.allow(), off.streams(), off.streamsPerClient()),
        ServingRules.DEFAULT);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable part : toClose) {
      part.close();
    }
    xds.close();
    cluster.close();
  }

  private Backend backend(String name) throws Exception {
    Backend backend = new Backend(name);
    toClose.add(backend);
    return backend;
  }

  private ManagedChannel channel(String target) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(scheme + ":///" + target, InsecureChannelCredentials.create())
            .build();
    toClose.add(0, channel::shutdownNow);
    return channel;
  }

  /** Which server answers; waits for one. */
  private static String ask(ManagedChannel channel) {
    return ask(
        channel, CallOptions.DEFAULT.withWaitForReady().withDeadlineAfter(5, TimeUnit.MINUTES));
  }

  private static String ask(ManagedChannel channel, CallOptions options) {
    return ClientCalls.blockingUnaryCall(
            channel, Backend.WHO, options, StringValue.getDefaultInstance())
        .getValue();
  }

  private static Set<String> askOften(ManagedChannel channel) {
    Set<String> answers = new TreeSet<>();
    for (int i = 0; i < 20; i++) {
      answers.add(ask(channel));
    }
    return answers;
  }

  @Test
  void aServiceIsReachedByItsNameItsKeyAndItsPorts() throws Exception {
    cluster.put(
        task("t1", "web.test", "http=" + backend("a").port(), "admin=" + backend("b").port()),
        task("t2", "grpc.test", "http=1", "grpc=" + backend("c").port()));
    assertThat(ask(channel("web.test"))).isEqualTo("a");
    assertThat(ask(channel("aurora:web.test"))).isEqualTo("a");
    assertThat(ask(channel("web.test/admin"))).isEqualTo("b");
    assertThat(ask(channel("aurora:web.test/admin"))).isEqualTo("b");
    assertThat(ask(channel("grpc.test"))).as("the port named grpc comes first").isEqualTo("c");
  }

  @Test
  void instancesComeAndGoWithoutAFailedCall() throws Exception {
    Task one = task("t1", "web", "http=" + backend("a").port());
    Task two = task("t2", "web", "http=" + backend("b").port());
    cluster.put(one);
    ManagedChannel channel = channel("web");
    assertThat(ask(channel)).isEqualTo("a");
    long added = System.nanoTime();
    cluster.put(two);
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(5, TimeUnit.MILLISECONDS)
        .until(() -> ask(channel).equals("b"));
    System.out.printf("a new endpoint is used after %.0f ms%n", (System.nanoTime() - added) / 1e6);
    await().until(() -> askOften(channel).equals(Set.of("a", "b")));
    cluster.remove(one);
    await().until(() -> askOften(channel).equals(Set.of("b")));
  }

  @Test
  void unhealthyInstancesAreUsedOnlyIfAllAre() throws Exception {
    Task one = task("t1", "web", "http=" + backend("a").port());
    Task two = task("t2", "web", "http=" + backend("b").port());
    cluster.put(healthy(one, true), healthy(two, false));
    ManagedChannel channel = channel("web");
    assertThat(askOften(channel)).containsExactly("a");
    cluster.put(healthy(one, false));
    await().until(() -> askOften(channel).equals(Set.of("a", "b")));
    cluster.put(healthy(two, true));
    await().until(() -> askOften(channel).equals(Set.of("b")));
  }

  @Test
  void theNextPriorityIsUsedWhenTheFirstIsGone() throws Exception {
    Task first =
        task(
            TestCluster.AURORA,
            "t1",
            "web",
            Map.of("io.herald.dns.priority", "3"),
            "http=" + backend("a").port());
    Task second =
        task(
            TestCluster.AURORA,
            "t2",
            "web",
            Map.of("io.herald.dns.priority", "7"),
            "http=" + backend("b").port());
    cluster.put(first, second);
    ManagedChannel channel = channel("web");
    assertThat(askOften(channel)).containsExactly("a");
    cluster.remove(first);
    await().until(() -> askOften(channel).equals(Set.of("b")));
  }

  @Test
  void aServiceMayComeAfterItsClientAndBeAwayForAWhile() throws Exception {
    ManagedChannel channel = channel("late");
    assertThatThrownBy(() -> ask(channel, CallOptions.DEFAULT))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    Backend first = backend("a");
    Task task = task("t1", "late", "http=" + first.port());
    cluster.put(task);
    assertThat(ask(channel)).isEqualTo("a");
    cluster.remove(task);
    first.close(); // without other endpoints the client keeps those that it has, while they answer
    await()
        .until(
            () -> {
              try {
                ask(channel, CallOptions.DEFAULT);
                return false;
              } catch (StatusRuntimeException e) {
                return e.getStatus().getCode() == Status.Code.UNAVAILABLE;
              }
            });
    cluster.put(task("t2", "late", "http=" + backend("b").port()));
    assertThat(ask(channel)).isEqualTo("b");
  }

  @Test
  void aNameThatTwoFrameworksUseNeedsTheFramework() throws Exception {
    cluster.put(
        task("t1", "web", "http=" + backend("a").port()),
        task(TestCluster.MARATHON, "t2", "web", Map.of(), "http=" + backend("b").port()));
    assertThatThrownBy(() -> ask(channel("web"), CallOptions.DEFAULT))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("UNAVAILABLE");
    assertThat(ask(channel("marathon:web"))).isEqualTo("b");
    assertThat(ask(channel("aurora:web"))).isEqualTo("a");
  }

  @Test
  void aMisspelledServiceDoesNotHoldUpTheOthersOfItsClient() throws Exception {
    cluster.put(task("t1", "web", "http=" + backend("a").port()));
    ManagedChannel wrong = channel("wbe");
    assertThatThrownBy(() -> ask(wrong, CallOptions.DEFAULT))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("UNAVAILABLE");
    assertThat(ask(channel("web"))).isEqualTo("a");
  }

  @Test
  void whatAClientKnowsStaysInUseWhileHeraldIsAway() throws Exception {
    Task one = task("t1", "web", "http=" + backend("a").port());
    cluster.put(one);
    ManagedChannel channel = channel("web");
    assertThat(ask(channel)).isEqualTo("a");
    int port = xds.address().orElseThrow().getPort();
    xds.close();
    assertThat(askOften(channel)).containsExactly("a");
    cluster.put(task("t2", "web", "http=" + backend("b").port()));
    cluster.remove(one);
    serve(port);
    await().until(() -> askOften(channel).equals(Set.of("b")));
  }
}
