package io.herald.facade.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.facade.ShownCluster;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can't be answered, in the words of Consul. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsulErrorsTest {

  private final ShownCluster cluster = new ShownCluster();
  private final ConsulFacade facade = new ConsulFacade(cluster.live(), Clock.systemUTC());

  @BeforeAll
  void serve() throws Exception {
    facade.serve(ConsulSettings.OFF.withPort(0), List.of());
    cluster.serve(facade.routes());
    HttpResponse<String> early = cluster.get("/v1/catalog/services");
    assertThat(early.statusCode()).isEqualTo(500);
    assertThat(early.body()).isEqualTo("No cluster leader");
    cluster.withAgents();
    await().until(() -> cluster.get("/v1/catalog/services").statusCode() == 200);
  }

  @AfterAll
  void close() {
    facade.close();
    cluster.close();
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/catalog/services?index=x|400|Invalid index",
        "/v1/catalog/services?wait=10|400|Invalid wait time",
        "/v1/health/service/web?passing=maybe|400|Invalid value for ?passing",
        "/v1/catalog/services?stale&consistent|400|Cannot specify ?stale with ?consistent, conflicting semantics.",
        "/v1/catalog/services?dc=dc2|500|No path to datacenter",
        "/v1/catalog/services?ns=x|400|Invalid query parameter: \"ns\" - Namespaces are a Consul Enterprise feature",
        "/v1/health/service/|400|Missing service name",
        "/v1/health/state/dead|400|Invalid check state; write any, passing, warning or critical",
        "/v1/catalog/service/x?filter=a|400|Invalid query parameter: \"filter\" - Herald doesn't serve it; leave it out, and use tag or passing",
        "/v1/session/list|404|Invalid URL path: not a recognized HTTP API endpoint that Herald serves",
      })
  void badRequestsAreAnsweredInConsulsWords(String path, int status, String body) throws Exception {
    HttpResponse<String> response = cluster.get(path);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).isEqualTo(body);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PUT /v1/agent/service/register",
        "PUT /v1/catalog/register",
        "PUT /v1/kv/a",
        "DELETE /v1/kv/a",
        "PUT /v1/catalog/services",
        "POST /v1/txn",
        "PUT /v1/agent/check/pass/x",
      })
  void writesAreRefusedWithASentence(String request) throws Exception {
    String[] parts = request.split(" ");
    HttpResponse<String> response = cluster.send(parts[0], parts[1]);
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.body()).isEqualTo(ConsulErrors.READ_ONLY);
  }
}
