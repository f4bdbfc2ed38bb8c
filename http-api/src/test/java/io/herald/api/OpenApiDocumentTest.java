package io.herald.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.herald.api.endpoint.ApiEndpoint;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The document that the routes make of themselves. */
class OpenApiDocumentTest {

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

  @Test
  void isAnOpenApiDocument() {
    assertThat(server.contract().document().get("openapi").asText()).isEqualTo("3.1.0");
    assertThat(server.contract().faults()).isEmpty();
  }

  @Test
  void itsExamplesAreAsItsSchemasHaveThem() {
    assertThat(server.contract().faultsOfExamples()).isEmpty();
  }

  /** So that the two tests before can fail. */
  @Test
  void whatIsWrongIsFound() {
    ObjectNode document = server.contract().document().deepCopy();
    ((ObjectNode) document.at("/paths/~1v2~1services/get")).remove("responses");
    ((ObjectNode) document.at("/info")).put("titel", "Herald");
    assertThat(new OpenApiContract(document).faults()).isNotEmpty();

    JsonNode service = document.at("/components/schemas/Service");
    ObjectNode example =
        server
            .contract()
            .document()
            .at("/paths/~1v2~1services/get/responses/200/content/application~1json/example/items/0")
            .deepCopy();
    assertThat(server.contract().faults(service, example)).isEmpty();
    assertThat(server.contract().faults(service, example.deepCopy().put("helthy", 1))).isNotEmpty();
    assertThat(server.contract().faults(service, example.deepCopy().put("healthy", -1)))
        .isNotEmpty();
    assertThat(server.contract().faults(service, example.deepCopy().without("key"))).isNotEmpty();
  }

  @Test
  void hasEveryRouteAndEachOperationOnce() {
    List<ApiEndpoint> endpoints = new ClusterApi(cluster.live(), LiveCluster.CLOCK).endpoints();
    assertThat(server.contract().paths())
        .containsExactlyInAnyOrderElementsOf(endpoints.stream().map(ApiEndpoint::path).toList());
    Set<String> ids = new HashSet<>();
    assertThat(endpoints).allSatisfy(endpoint -> assertThat(ids.add(endpoint.id())).isTrue());
  }

  @Test
  void isTheSameEachTime() {
    assertThat(server.get("/v2/openapi.json").body())
        .isEqualTo(server.get("/v2/openapi.json").body());
  }
}
