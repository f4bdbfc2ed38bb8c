package io.herald.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpExampleTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PORT_HTTP", "0",
          "PORT_ADMIN", "0",
          "HOST", "localhost",
          "INSTANCE", "1",
          "JOB", "vagrant/test/http-example");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void itSaysWhoItIsAndThatItIsWell() throws Exception {
    try (HttpExample example = HttpExample.start(ENVIRONMENT)) {
      assertThat(get(example.httpPort(), "/").body())
          .isEqualTo(
              "job vagrant/test/http-example\ninstance 1\nhost localhost\npid "
                  + ProcessHandle.current().pid()
                  + "\n");
      assertThat(get(example.adminPort(), "/health").body()).isEqualTo("ok\n");
      assertThat(get(example.httpPort(), "/health").statusCode()).isEqualTo(404);
      assertThat(get(example.adminPort(), "/").statusCode()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PORT_HTTP | | the environment has no PORT_HTTP; give the job a port of that name",
        "PORT_ADMIN | | the environment has no PORT_ADMIN; give the job a port of that name",
        "PORT_HTTP | x | PORT_HTTP = \"x\" is not a port; write a number from 0 to 65535, 0 for"
            + " any",
        "PORT_HTTP | 65536 | PORT_HTTP = \"65536\" is not a port; write a number from 0 to"
            + " 65535, 0 for any",
      })
  void anEnvironmentThatIsWrongIsTold(String name, String value, String message) {
    Map<String, String> environment = new HashMap<>(ENVIRONMENT);
    environment.remove(name);
    if (value != null) {
      environment.put(name, value);
    }

    assertThatThrownBy(() -> HttpExample.start(environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aPortThatIsTakenIsTold() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> environment = new HashMap<>(ENVIRONMENT);
      environment.put("PORT_ADMIN", Integer.toString(taken.getLocalPort()));

      assertThatThrownBy(() -> HttpExample.start(environment))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("PORT_ADMIN = " + taken.getLocalPort() + " can't be listened at");
    }
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
