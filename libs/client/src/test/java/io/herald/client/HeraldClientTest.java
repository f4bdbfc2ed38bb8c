package io.herald.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.certificates.SelfSigned;
import io.herald.client.AwkwardServer.Request;
import io.herald.client.model.ServiceInstance;
import io.herald.client.model.ServiceSummary;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeraldClientTest {

  private static String service(String name) {
    return "{\"key\":\"fw:" + name + "\",\"framework\":\"fw\",\"name\":\"" + name + "\"}";
  }

  @Test
  void everyPageOfAListIsRead() throws Exception {
    try (AwkwardServer server =
            new AwkwardServer(
                (request, reply) ->
                    reply.json("{\"items\":[" + service("a") + "],\"next\":\"a&b=\"}"),
                (request, reply) -> reply.json("{\"items\":[" + service("b") + "]}"));
        HeraldClient client = HeraldClient.at(server.url() + "/prefix")) {
      assertThat(client.services()).extracting(ServiceSummary::name).containsExactly("a", "b");
      assertThat(server.requests())
          .extracting(Request::path)
          .containsExactly(
              "/prefix/v2/services?limit=1000", "/prefix/v2/services?limit=1000&cursor=a%26b%3D");
    }
  }

  @Test
  void theInstancesOfAServiceAreRead() throws Exception {
    try (AwkwardServer server =
            new AwkwardServer(
                (request, reply) -> reply.json("{\"items\":[" + Told.instance("web.1") + "]}"));
        HeraldClient client = HeraldClient.at(server.url())) {
      assertThat(client.instances("dev%2Ffw:web"))
          .extracting(ServiceInstance::id)
          .containsExactly("web.1");
      assertThat(server.requests().get(0).path())
          .isEqualTo("/v2/services/dev%2Ffw:web/instances?limit=1000");
    }
  }

  @Test
  void theNextServerIsReadAndIfAllFailEachOnesReasonIsTold() throws Exception {
    try (AwkwardServer broken =
            new AwkwardServer(
                (request, reply) ->
                    reply.raw("HTTP/1.1 500 Oops\r\nConnection: close\r\n\r\nnot json"));
        AwkwardServer garbage = new AwkwardServer((request, reply) -> reply.json("[]"));
        AwkwardServer deaf = new AwkwardServer((request, reply) -> reply.hold());
        AwkwardServer good = new AwkwardServer((request, reply) -> reply.json("{\"items\":[]}"))) {
      try (HeraldClient client =
          HeraldClient.to(broken.url(), garbage.url(), deaf.url(), good.url())
              .answerTimeout(Duration.ofMillis(300))
              .build()) {
        // The good one may be too late on a slow machine, but then the sentence is another one.
        assertThat(eventually(client)).isEmpty();
      }
      try (HeraldClient client =
          HeraldClient.to(broken.url(), garbage.url(), deaf.url())
              .answerTimeout(Duration.ofMillis(300))
              .build()) {
        assertThatThrownBy(client::services)
            .isInstanceOf(IOException.class)
            .hasMessageContaining(broken.url() + "/v2/services: it answered 500")
            .hasMessageContaining(deaf.url() + "/v2/services: no answer for 300 ms");
      }
    }
  }

  private static java.util.List<ServiceSummary> eventually(HeraldClient client)
      throws InterruptedException {
    while (true) {
      try {
        return client.services();
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("no answer for 300 ms");
      }
    }
  }

  @Test
  void aTokenIsAskedForWithEachRequest() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (AwkwardServer server =
            new AwkwardServer((request, reply) -> reply.json("{\"items\":[]}"));
        HeraldClient client =
            HeraldClient.to(server.url()).token(() -> "t" + asked.incrementAndGet()).build()) {
      client.services();
      client.services();
      assertThat(server.requests())
          .extracting(r -> r.header("Authorization").orElse(""))
          .containsExactly("Bearer t1", "Bearer t2");
    }
  }

  @Test
  void httpsIsSpokenWithWhomTheContextTrusts() throws Exception {
    SelfSigned certificate = SelfSigned.forHosts("herald", "127.0.0.1");
    try (AwkwardServer server =
            new AwkwardServer(
                "https",
                certificate.shown().getServerSocketFactory(),
                (request, reply) -> reply.json("{\"items\":[]}"));
        HeraldClient trusting = HeraldClient.to(server.url()).tls(certificate.trusted()).build();
        HeraldClient other = HeraldClient.at(server.url())) {
      assertThat(trusting.services()).isEmpty();
      assertThatThrownBy(other::services)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("PKIX path building failed");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10.0.0.8:8123             | server "10.0.0.8:8123" is not a URL; write http://HOST:PORT
          herald                    | server "herald": write http://HOST:PORT or https://HOST:PORT
          ftp://herald:8123         | server "ftp://herald:8123": write http://HOST:PORT or https://HOST:PORT
          http://herald:8123/?a=b   | server "http://herald:8123/?a=b": write http://HOST:PORT or https://HOST:PORT
          http://u:p@herald:8123    | server "http://u:p@herald:8123": write http://HOST:PORT or https://HOST:PORT
          http://her ald            | server "http://her ald" is not a URL; write http://HOST:PORT
          """)
  void whatIsNoServerIsRefused(String url, String why) {
    assertThatThrownBy(() -> HeraldClient.at(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
  }

  @Test
  void whatCanNotBeChosenIsRefused() {
    assertThatThrownBy(HeraldClient::at)
        .hasMessage("no server is given; give the URL of one or more");
    assertThatThrownBy(() -> HeraldClient.to("http://a").silence(Duration.ZERO))
        .hasMessage("duration PT0S: it must be above 0");
    assertThatThrownBy(
            () -> HeraldClient.to("http://a").pauses(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .hasMessage("pauses from PT2S to PT1S: the longest is not less than the first");
  }
}
