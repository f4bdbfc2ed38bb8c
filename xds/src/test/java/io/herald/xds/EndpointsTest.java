package io.herald.xds;

import static io.herald.changingcluster.ClusterParts.healthy;
import static io.herald.xds.TestCluster.AURORA;
import static io.herald.xds.TestCluster.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.herald.catalog.model.Task;
import io.herald.services.instance.Instance;
import io.herald.services.instance.Publication;
import io.herald.services.instance.ServiceKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A row is what runs, the port that is asked for, and every endpoint. */
class EndpointsTest {

  private static final Optional<String> ANY = Optional.empty();

  private static Task labelled(String id, String label, String value) {
    return task(AURORA, id, "web", Map.of("io.herald.dns." + label, value), "http=" + id);
  }

  private static Arguments row(Optional<String> port, List<Task> tasks, String... endpoints) {
    return Arguments.of(port, tasks, List.of(endpoints));
  }

  static List<Arguments> services() {
    return List.of(
        row(ANY, List.of()),
        row(ANY, List.of(task("2", "web", "http=2"), task("1", "web", "http=1")), "0 1", "0 2"),
        row(ANY, List.of(task("1", "web", "http=1", "grpc=9")), "0 9"),
        row(ANY, List.of(task("1", "web", "admin=9", "http=1*")), "0 1"),
        row(ANY, List.of(task("1", "web", "admin=9", "http=1*", "grpc=2")), "0 2"),
        row(Optional.of("http"), List.of(task("1", "web", "http=1", "grpc=9")), "0 1"),
        row(Optional.of("none"), List.of(task("1", "web", "http=1"))),
        row(ANY, List.of(task("1", "web"))),
        row(
            ANY,
            List.of(labelled("1", "weight", "7"), task("2", "web", "http=2")),
            "0 1 x7",
            "0 2"),
        row(
            ANY,
            List.of(
                labelled("1", "priority", "9"),
                task("2", "web", "http=2"),
                labelled("3", "priority", "5"),
                labelled("4", "priority", "9")),
            "0 2",
            "1 3",
            "2 1",
            "2 4"),
        row(ANY, List.of(labelled("1", "publish", "false"), task("2", "web", "http=2")), "0 2"),
        row(
            ANY,
            List.of(
                task("1", "web", "http=1").updated("TASK_KILLING", Optional.empty()),
                task("2", "web", "http=2")),
            "0 2"),
        row(
            ANY,
            List.of(
                healthy(task("1", "web", "http=1"), true),
                healthy(task("2", "web", "http=2"), false),
                task("3", "web", "http=3")),
            "0 1 HEALTHY",
            "0 3"),
        row(
            ANY,
            List.of(
                healthy(task("1", "web", "http=1"), false),
                healthy(task("2", "web", "http=2"), false)),
            "0 1",
            "0 2"));
  }

  @ParameterizedTest
  @MethodSource("services")
  void aServiceGivesItsEndpoints(Optional<String> port, List<Task> tasks, List<String> endpoints) {
    try (TestCluster cluster = TestCluster.complete()) {
      cluster.put(tasks.toArray(new Task[0]));
      List<Instance> instances =
          new ArrayList<>(
              cluster.live().read(view -> view.instances(new ServiceKey("aurora", "web", ""))));
      ClusterLoadAssignment assignment =
          new Endpoints(ServingRules.DEFAULT).of("web", port, instances);
      assertThat(shown(assignment)).isEqualTo(endpoints);
      Collections.reverse(instances);
      assertThat(new Endpoints(ServingRules.DEFAULT).of("web", port, instances))
          .as("whatever their order")
          .isEqualTo(assignment);
    }
  }

  @Test
  void unhealthyOnesAreToldWhereTheyArePublished() {
    try (TestCluster cluster = TestCluster.complete()) {
      cluster.put(
          healthy(task("1", "web", "http=1"), true), healthy(task("2", "web", "http=2"), false));
      List<Instance> instances =
          cluster.live().read(view -> view.instances(new ServiceKey("aurora", "web", "")));
      Endpoints endpoints = new Endpoints(new ServingRules(List.of(), Publication.MESOS_DNS));
      assertThat(shown(endpoints.of("web", ANY, instances)))
          .containsExactly("0 1 HEALTHY", "0 2 UNHEALTHY");
    }
  }

  /** {@code PRIORITY PORT}, with the weight if it isn't 1, and the health if it is known. */
  private static List<String> shown(ClusterLoadAssignment assignment) {
    List<String> shown = new ArrayList<>();
    for (LocalityLbEndpoints group : assignment.getEndpointsList()) {
      for (LbEndpoint endpoint : group.getLbEndpointsList()) {
        int weight = endpoint.getLoadBalancingWeight().getValue();
        String health = endpoint.getHealthStatus().name();
        assertThat(endpoint.getEndpoint().getAddress().getSocketAddress().getAddress())
            .isEqualTo("127.0.0.1");
        shown.add(
            group.getPriority()
                + " "
                + endpoint.getEndpoint().getAddress().getSocketAddress().getPortValue()
                + (weight == 1 ? "" : " x" + weight)
                + (health.equals("UNKNOWN") ? "" : " " + health));
      }
    }
    return shown;
  }
}
