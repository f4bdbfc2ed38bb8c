package io.herald.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.api.endpoint.ApiEndpoint;
import io.herald.http.AccessGroup;
import io.herald.http.RouteGroup;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the HTTP server is told of the routes beside their answers. */
class ApiRoutesTest {

  private final LiveCluster cluster = new LiveCluster();
  private final ClusterApi api = new ClusterApi(cluster.live(), LiveCluster.CLOCK);
  private final RouteGroup routes = api.routes();

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void onlyTheStreamOfChangesFallsUnderTheRulesOfWatches() {
    for (ApiEndpoint endpoint : api.endpoints()) {
      assertThat(routes.access(endpoint.path()))
          .as(endpoint.path())
          .isEqualTo(endpoint.path().equals("/v2/watch") ? AccessGroup.WATCH : AccessGroup.API);
    }
    assertThat(routes.access("/v2/nothing")).isEqualTo(AccessGroup.API);
  }

  @Test
  void theFirstPageNamesTheIndexAndTheStream() {
    List<String> paths = routes.overview().stream().map(line -> line.split(" ")[0]).toList();
    assertThat(paths).containsExactly("/v2", "/v2/watch");
    assertThat(api.endpoints().stream().map(ApiEndpoint::path)).containsAll(paths);
  }
}
