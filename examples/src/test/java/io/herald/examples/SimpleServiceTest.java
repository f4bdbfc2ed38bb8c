package io.herald.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimpleServiceTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of("PORT0", "0", "HOST", "localhost", "MESOS_TASK_ID", "sise.1");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void itAnswersAsTheSimpleServiceOfDcosDoes() throws Exception {
    try (SimpleService service = SimpleService.start(ENVIRONMENT)) {
      HttpResponse<String> answer = send(service, "GET", "/endpoint0");

      assertThat(answer.body())
          .isEqualTo(
              "{\"host\": \"127.0.0.1:"
                  + service.port()
                  + "\", \"version\": \"0.3.0\", \"result\": \"all is well\"}");
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
      assertThat(answer.headers().firstValue("X-Task")).contains("sise.1");
      assertThat(send(service, "GET", "/").body())
          .isEqualTo("task sise.1\npid " + ProcessHandle.current().pid() + "\n");
      assertThat(send(service, "GET", "/endpoint1").statusCode()).isEqualTo(404);
      assertThat(send(service, "DELETE", "/endpoint0").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void itsHealthIsAsItIsTold() throws Exception {
    try (SimpleService service = SimpleService.start(ENVIRONMENT)) {
      assertThat(send(service, "GET", "/health").statusCode()).isEqualTo(200);
      send(service, "POST", "/ill");
      assertThat(send(service, "GET", "/health").statusCode()).isEqualTo(503);
      assertThat(send(service, "GET", "/endpoint0").statusCode()).isEqualTo(200);
      send(service, "POST", "/well");
      assertThat(send(service, "GET", "/health").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aPortThatIsMissingIsTold() {
    assertThatThrownBy(() -> SimpleService.start(Map.of()))
        .hasMessage("the environment has no PORT0; give the job a port of that name");
  }

  private HttpResponse<String> send(SimpleService service, String method, String path)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
