package io.herald.xds;

import static io.herald.xds.TestCluster.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.herald.catalog.model.Task;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.net.CidrNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The protocol, message by message. */
class AggregatedStreamTest {

  private static final String TYPES = "type.googleapis.com/envoy.config.";
  private static final String CLUSTERS = TYPES + "cluster.v3.Cluster";
  private static final String ENDPOINTS = TYPES + "endpoint.v3.ClusterLoadAssignment";
  private static final String LISTENERS = TYPES + "listener.v3.Listener";
  private static final String ROUTES = TYPES + "route.v3.RouteConfiguration";

  private final List<AutoCloseable> toClose = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable part : toClose) {
      part.close();
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    toClose.add(0, part);
    return part;
  }

  private static XdsSettings settings(int port, String allow, int streams) {
    return new XdsSettings(
        Optional.of(port), "127.0.0.1", List.of(CidrNetwork.parse(allow)), streams, streams);
  }

  private Xds serve(TestCluster cluster) throws IOException {
    Xds xds = keep(new Xds(cluster.live()));
    xds.serve(settings(0, "127.0.0.0/8", 10), ServingRules.DEFAULT);
    return xds;
  }

  /** One client's stream. */
  private static final class Stream implements StreamObserver<DiscoveryResponse>, AutoCloseable {

    private final BlockingQueue<DiscoveryResponse> responses = new LinkedBlockingQueue<>();
    private final ManagedChannel channel;
    private final StreamObserver<DiscoveryRequest> requests;
    private volatile @Nullable Throwable failure;

    Stream(Xds xds) {
      channel = NettyChannelBuilder.forAddress(xds.address().orElseThrow()).usePlaintext().build();
      requests = AggregatedDiscoveryServiceGrpc.newStub(channel).streamAggregatedResources(this);
    }

    void ask(String type, String... names) {
      requests.onNext(request(type, names).build());
    }

    static DiscoveryRequest.Builder request(String type, String... names) {
      return DiscoveryRequest.newBuilder()
          .setNode(Node.newBuilder().setId("n").setUserAgentName("envoy"))
          .setTypeUrl(type)
          .addAllResourceNames(List.of(names));
    }

    void accept(DiscoveryResponse response, String... names) {
      requests.onNext(
          request(response.getTypeUrl(), names)
              .setVersionInfo(response.getVersionInfo())
              .setResponseNonce(response.getNonce())
              .build());
    }

    void refuse(DiscoveryResponse response, String accepted, String... names) {
      requests.onNext(
          request(response.getTypeUrl(), names)
              .setVersionInfo(accepted)
              .setResponseNonce(response.getNonce())
              .setErrorDetail(Status.newBuilder().setMessage("not to my taste"))
              .build());
    }

    DiscoveryResponse next() throws InterruptedException {
      DiscoveryResponse response = responses.poll(5, TimeUnit.MINUTES);
      assertThat(response).isNotNull();
      return response;
    }

    @Override
    public void onNext(DiscoveryResponse response) {
      responses.add(response);
    }

    @Override
    public void onError(Throwable thrown) {
      failure = thrown;
    }

    @Override
    public void onCompleted() {}

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }

  private static List<String> clusters(DiscoveryResponse response) throws Exception {
    List<String> names = new ArrayList<>();
    for (Any any : response.getResourcesList()) {
      names.add(any.unpack(Cluster.class).getName());
    }
    return names;
  }

  /** {@code CLUSTER PORT,PORT}. */
  private static List<String> endpoints(DiscoveryResponse response) throws Exception {
    List<String> all = new ArrayList<>();
    for (Any any : response.getResourcesList()) {
      ClusterLoadAssignment assignment = any.unpack(ClusterLoadAssignment.class);
      all.add(
          assignment.getClusterName()
              + " "
              + assignment.getEndpointsList().stream()
                  .flatMap(group -> group.getLbEndpointsList().stream())
                  .map(e -> e.getEndpoint().getAddress().getSocketAddress().getPortValue())
                  .map(String::valueOf)
                  .collect(Collectors.joining(",")));
    }
    return all;
  }

  @Test
  void aProxyGetsEveryClusterAndNoListener() throws Exception {
    TestCluster cluster = keep(TestCluster.complete());
    cluster.put(task("t1", "web", "http=1", "admin=2"), task("t2", "a/b:c", "http=3"));
    Stream stream = keep(new Stream(serve(cluster)));
    stream.ask(CLUSTERS);
    DiscoveryResponse first = stream.next();
    assertThat(clusters(first))
        .containsExactly(
            "aurora:a%2Fb%3Ac",
            "aurora:a%2Fb%3Ac/http", "aurora:web", "aurora:web/admin", "aurora:web/http");
    stream.accept(first);
    Task gone = task("t3", "new", "http=4");
    cluster.put(gone);
    DiscoveryResponse second = stream.next();
    assertThat(clusters(second)).contains("aurora:new", "aurora:new/http").hasSize(7);
    stream.accept(second);
    cluster.remove(gone);
    assertThat(clusters(stream.next())).isEqualTo(clusters(first));
    stream.ask(LISTENERS);
    assertThat(stream.next().getResourcesList()).isEmpty();
  }

  @Test
  void endpointsAreSentWhenTheyChangeAndOnlyThen() throws Exception {
    TestCluster cluster = keep(TestCluster.complete());
    cluster.put(task("t1", "web", "http=1"));
    Xds xds = serve(cluster);
    Stream stream = keep(new Stream(xds));
    stream.ask(ENDPOINTS, "web", "aurora:shop/http");
    DiscoveryResponse first = stream.next();
    assertThat(endpoints(first)).containsExactly("aurora:shop/http ", "web 1");
    stream.accept(first, "web", "aurora:shop/http");
    await().until(() -> figure(xds, "herald_xds_requests_waiting") == 1);
    cluster.put(task("t9", "other", "http=9"));
    cluster.put(task("t2", "shop", "http=2"));
    DiscoveryResponse second = stream.next();
    assertThat(endpoints(second)).containsExactly("aurora:shop/http 2", "web 1");
    assertThat(second.getVersionInfo()).isNotEqualTo(first.getVersionInfo());
    stream.accept(second, "web", "aurora:shop/http");
    cluster.remove(task("t2", "shop", "http=2"));
    DiscoveryResponse third = stream.next();
    assertThat(third.getVersionInfo())
        .as("the same resources have the same version")
        .isEqualTo(first.getVersionInfo());
    assertThat(figure(xds, "herald_xds_answers_total")).isEqualTo(3);
  }

  @Test
  void whatAClientRefusesIsNotSentAgainUntilItChanges() throws Exception {
    TestCluster cluster = keep(TestCluster.complete());
    cluster.put(task("t1", "web", "http=1"));
    Xds xds = serve(cluster);
    Stream stream = keep(new Stream(xds));
    stream.ask(ENDPOINTS, "web");
    stream.refuse(stream.next(), "", "web");
    await().until(() -> figure(xds, "herald_xds_answers_refused_total") == 1);
    await().until(() -> figure(xds, "herald_xds_requests_waiting") == 1);
    cluster.put(task("t2", "web", "http=2"));
    assertThat(endpoints(stream.next())).containsExactly("web 1,2");
    assertThat(figure(xds, "herald_xds_answers_total")).isEqualTo(2);
  }

  @Test
  void changesAreSentInTheOrderInWhichNothingIsMissing() throws Exception {
    TestCluster cluster = keep(TestCluster.complete());
    cluster.put(task("t1", "web", "http=1"));
    Xds xds = serve(cluster);
    Stream stream = keep(new Stream(xds));
    stream.ask(ROUTES, "web");
    stream.accept(stream.next(), "web");
    stream.ask(ENDPOINTS, "aurora:new");
    stream.accept(stream.next(), "aurora:new");
    stream.ask(CLUSTERS);
    stream.accept(stream.next());
    await().until(() -> figure(xds, "herald_xds_requests_waiting") == 3);
    cluster.put(task("t2", "new", "http=2"));
    DiscoveryResponse one = stream.next();
    DiscoveryResponse two = stream.next();
    // Endpoints may be sent before the long list of clusters, which says nothing new of theirs.
    assertThat(List.of(one.getTypeUrl(), two.getTypeUrl()))
        .containsExactlyInAnyOrder(CLUSTERS, ENDPOINTS);
  }

  @Test
  void whatIsAskedForAnewIsAnsweredThoughNothingChanged() throws Exception {
    TestCluster cluster = keep(TestCluster.complete());
    cluster.put(task("t1", "web", "http=1"), task("t2", "shop", "http=2"));
    Stream stream = keep(new Stream(serve(cluster)));
    stream.ask(ENDPOINTS, "web");
    DiscoveryResponse first = stream.next();
    stream.accept(first, "web", "shop");
    assertThat(endpoints(stream.next())).containsExactly("shop 2", "web 1");
    Stream again = keep(new Stream(serve(cluster)));
    again.requests.onNext(
        Stream.request(ENDPOINTS, "web").setVersionInfo(first.getVersionInfo()).build());
    assertThat(endpoints(again.next())).as("a new stream").containsExactly("web 1");
  }

  @Test
  void nobodyIsAnsweredBeforeTheClusterIsKnown() throws Exception {
    TestCluster cluster = keep(new TestCluster());
    Xds xds = serve(cluster);
    Stream stream = keep(new Stream(xds));
    stream.ask(ENDPOINTS, "web");
    await().until(() -> figure(xds, "herald_xds_streams") == 1);
    assertThat(figure(xds, "herald_xds_answers_total")).isZero();
    cluster.put(
        TestCluster.AURORA, TestCluster.MARATHON, TestCluster.HERE, task("t1", "web", "http=1"));
    assertThat(endpoints(stream.next())).containsExactly("web 1");
  }

  @Test
  void otherTypesWaitAndOddNamesAreNothing() throws Exception {
    TestCluster cluster = keep(TestCluster.complete());
    Stream stream = keep(new Stream(serve(cluster)));
    stream.ask("type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret", "key");
    stream.ask("type.googleapis.com/envoy.service.runtime.v3.Runtime", "x");
    stream.ask(ROUTES, "a:b:c:d", "", "%", "a%2", "%zz/x");
    DiscoveryResponse response = stream.next();
    while (!response.getTypeUrl().equals(ROUTES)) {
      assertThat(response.getResourcesList()).isEmpty();
      response = stream.next();
    }
    assertThat(response.getResourcesList()).isEmpty();
    assertThat(stream.failure).isNull();
  }

  @Test
  void otherNetworksAndTooManyStreamsAreRefused() throws Exception {
    TestCluster cluster = keep(TestCluster.complete());
    Xds closed = keep(new Xds(cluster.live()));
    closed.serve(settings(0, "10.0.0.0/8", 10), ServingRules.DEFAULT);
    Stream foreign = keep(new Stream(closed));
    await().until(() -> foreign.failure != null);
    assertThat(foreign.failure)
        .hasMessage(
            "PERMISSION_DENIED: this address may not use xDS; allow its network in xdsAllow");
    Xds small = keep(new Xds(cluster.live()));
    small.serve(settings(0, "127.0.0.0/8", 1), ServingRules.DEFAULT);
    Stream first = new Stream(small);
    first.ask(ROUTES, "web");
    first.next();
    Stream second = keep(new Stream(small));
    await().until(() -> second.failure != null);
    assertThat(second.failure).hasMessage("RESOURCE_EXHAUSTED: too many streams are open already");
    first.close();
    await().until(() -> figure(small, "herald_xds_streams") == 0);
    Stream third = keep(new Stream(small));
    third.ask(ROUTES, "web");
    third.next();
    assertThat(figure(small, "herald_xds_streams_refused_total")).isEqualTo(1);
  }

  @Test
  void theStreamOfDifferencesIsUnimplemented() throws Exception {
    TestCluster cluster = keep(TestCluster.complete());
    Stream stream = keep(new Stream(serve(cluster)));
    BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    AggregatedDiscoveryServiceGrpc.newStub(stream.channel)
        .deltaAggregatedResources(
            new StreamObserver<DeltaDiscoveryResponse>() {
              @Override
              public void onNext(DeltaDiscoveryResponse response) {}

              @Override
              public void onError(Throwable thrown) {
                failures.add(thrown);
              }

              @Override
              public void onCompleted() {}
            })
        .onNext(DeltaDiscoveryRequest.getDefaultInstance());
    assertThat(failures.take()).hasMessageStartingWith("UNIMPLEMENTED");
  }

  @Test
  void aPortOpensMovesAndCloses() throws Exception {
    TestCluster cluster = keep(TestCluster.complete());
    Xds xds = keep(new Xds(cluster.live()));
    xds.serve(XdsSettings.DEFAULT, ServingRules.DEFAULT);
    assertThat(xds.address()).isEmpty();
    xds.serve(settings(0, "127.0.0.0/8", 10), ServingRules.DEFAULT);
    int port = xds.address().orElseThrow().getPort();
    xds.serve(settings(0, "127.0.0.0/8", 10), ServingRules.DEFAULT);
    assertThat(xds.address().orElseThrow().getPort()).as("the same settings").isEqualTo(port);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () ->
                  xds.serve(
                      settings(taken.getLocalPort(), "127.0.0.0/8", 10), ServingRules.DEFAULT))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "can't listen on TCP 127.0.0.1:" + taken.getLocalPort() + ": Address already in use");
    }
    assertThat(xds.address()).isEmpty();
    xds.serve(XdsSettings.DEFAULT, ServingRules.DEFAULT);
    assertThat(xds.address()).isEmpty();
  }

  @Test
  void aPortThatClosesLeavesNothingWaitingForTheServices() throws Exception {
    TestCluster cluster = keep(TestCluster.complete());
    WaitedFor services = new WaitedFor(cluster.live());
    Xds xds = keep(new Xds(services.live()));
    xds.serve(settings(0, "127.0.0.0/8", 10), ServingRules.DEFAULT);
    Stream stream = keep(new Stream(xds));
    stream.ask(CLUSTERS);
    stream.accept(stream.next());
    stream.ask(ENDPOINTS, "aurora:later", "aurora:never");
    stream.accept(stream.next(), "aurora:later", "aurora:never");
    await().until(() -> services.waiting() == 3);
    xds.serve(XdsSettings.DEFAULT, ServingRules.DEFAULT);
    await().until(() -> services.waiting() == 0);
  }

  private static double figure(Xds xds, String name) {
    return xds.metrics().stream()
        .filter(metric -> metric.name().equals(name))
        .mapToDouble(AggregatedStreamTest::value)
        .sum();
  }

  private static double value(Metric metric) {
    if (metric instanceof Metric.Counter counter) {
      return counter.value().getAsDouble();
    }
    return metric instanceof Metric.Gauge gauge ? gauge.value().getAsDouble() : Double.NaN;
  }
}
