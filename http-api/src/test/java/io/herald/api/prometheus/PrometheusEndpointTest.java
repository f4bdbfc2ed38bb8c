package io.herald.api.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.api.ApiServer;
import io.herald.api.LiveCluster;
import io.herald.api.ScriptedFacts;
import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.changingcluster.ClusterParts;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Prometheus reads. */
class PrometheusEndpointTest {

  private static final Framework MARATHON = ClusterParts.framework("marathon");
  private static final Framework CHRONOS = ClusterParts.framework("chronos");
  private static final Agent ONE = LiveCluster.agent(1);
  private static final Agent TWO = LiveCluster.agent(2);

  private final LiveCluster cluster = new LiveCluster();
  private ApiServer server;

  @BeforeEach
  void open() throws Exception {
    server = new ApiServer(cluster, new ScriptedFacts().facts());
  }

  @AfterEach
  void close() {
    server.close();
    cluster.close();
  }

  private List<String> targets(String query) {
    return StreamSupport.stream(server.read("/v2/prometheus" + query).spliterator(), false)
        .map(target -> target.at("/targets/0").asText())
        .toList();
  }

  @Test
  void beforeTheClusterIsKnownPrometheusIsToKeepWhatItHas() {
    assertThat(server.get("/v2/prometheus").statusCode()).isEqualTo(503);
    cluster.putIncomplete(MARATHON, ONE, LiveCluster.task(MARATHON, ONE, "t", "web"));
    assertThat(server.get("/v2/prometheus").statusCode()).isEqualTo(503);
  }

  @Test
  void aClusterWithoutTasksIsAnEmptyList() {
    cluster.put(MARATHON);
    HttpResponse<String> response = server.get("/v2/prometheus");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("[]");
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
  }

  @Test
  void everyInstanceIsATargetAndFiltersNarrow() {
    Task unhealthy = ClusterParts.healthy(LiveCluster.task(CHRONOS, TWO, "t2", "job"), false);
    cluster.put(
        MARATHON, CHRONOS, ONE, TWO, LiveCluster.task(MARATHON, ONE, "t1", "web"), unhealthy);
    // The named port is among the resources too, which makes no second target of it.
    assertThat(targets(""))
        .containsExactly("10.1.0.2:31000", "10.1.0.2:31001", "10.1.0.1:31000", "10.1.0.1:31001");
    assertThat(targets("?port=http")).containsExactly("10.1.0.2:31000", "10.1.0.1:31000");
    assertThat(targets("?framework=chronos&port=http")).containsExactly("10.1.0.2:31000");
    assertThat(targets("?health=unknown&port=http")).containsExactly("10.1.0.1:31000");
    assertThat(targets("?name=nothing")).isEmpty();
    assertThat(targets("?q=a2.example&port=http")).containsExactly("10.1.0.2:31000");
    assertThat(server.get("/v2/prometheus?nam=web").statusCode()).isEqualTo(400);
  }

  @Test
  void aPortAmongTheResourcesHasNoName() {
    cluster.put(MARATHON, ONE, LiveCluster.task(MARATHON, ONE, "t1", "web"));
    JsonNode all = server.read("/v2/prometheus");
    assertThat(all.at("/0/labels/__meta_herald_port_name").asText()).isEqualTo("http");
    assertThat(all.at("/1/labels/__meta_herald_port_name").asText()).isEmpty();
  }
}
