package io.herald.minimesos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.certificates.PemFiles;
import io.herald.mesos.client.Connection;
import io.herald.mesos.client.OperatorClient;
import io.herald.mesos.credentials.MesosTls;
import io.herald.mesos.credentials.PrincipalAndSecret;
import io.herald.mesos.leader.StaticLeaderDetector;
import io.herald.minimesos.http.ServerTls;
import io.herald.runtime.tls.PemFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a cluster that demands logins, tokens and https says to whom, beside a real one's words. */
class SecurityTest {

  private static final MiniMesosSecurity LOGINS =
      MiniMesosSecurity.NONE.withLogins(Map.of("reader", "secret"));

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path folder;

  private MiniMesos start(MiniMesosSecurity security) throws Exception {
    return MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")).withSecurity(security));
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  /** One request of the recording: what is asked as whom, and what was answered. */
  private record Recorded(String title, String status, String challenge, String body) {}

  private static List<Recorded> recording() throws Exception {
    String all;
    try (InputStream in =
        SecurityTest.class.getResourceAsStream("/captures/http-authenticated.txt")) {
      all = new String(in.readAllBytes(), UTF_8);
    }
    List<Recorded> recorded = new ArrayList<>();
    for (String part : all.split("\n## ", -1)) {
      if (part.startsWith("#")) {
        continue; // how it was recorded
      }
      String[] halves = part.replace("\r", "").split("\n\n", 2);
      String[] lines = halves[0].split("\n", -1);
      String challenge = "";
      for (String line : lines) {
        if (line.startsWith("WWW-Authenticate: ")) {
          challenge = line.substring(line.indexOf(' ') + 1);
        }
      }
      recorded.add(
          new Recorded(lines[0], lines[1].split(" ", -1)[1], challenge, halves[1].strip()));
    }
    return recorded;
  }

  private static String authorization(String title) {
    return title.contains("wrong Basic")
        ? basic("reader:wrong")
        : title.contains("right Basic")
            ? basic("reader:secret")
            : title.contains("Bearer")
                ? "Bearer token"
                : title.contains("token=") ? "token=token" : "";
  }

  @Test
  void whoIsLetInAndWhoIsNotIsAsRecorded() throws Exception {
    List<Recorded> recording = recording();
    assertThat(recording).hasSize(25);
    try (MiniMesos mesos = start(LOGINS)) {
      int port = mesos.masterAddress().port();
      for (Recorded recorded : recording) {
        String path = recorded.title().split(" ", -1)[1];
        if (path.equals("/redirect")) {
          continue; // names its own master, whoever asks: HttpFaceTest
        }
        HttpResponse<InputStream> answer =
            ask(
                port,
                path,
                recorded.title().startsWith("POST") ? "{\"type\":\"SUBSCRIBE\"}" : "",
                authorization(recorded.title()));
        assertThat(String.valueOf(answer.statusCode()))
            .as(recorded.title())
            .isEqualTo(recorded.status());
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
            .as(recorded.title())
            .isEqualTo(recorded.challenge());
        if (!recorded.challenge().isEmpty()) {
          assertThat(answer.headers().firstValue("Content-Type"))
              .contains("text/plain; charset=utf-8");
          assertThat(text(answer)).isEqualTo(recorded.body());
        }
        answer.body().close(); // a subscription doesn't end by itself
      }
      assertThat(Http.get(port, "/flags", "Authorization", basic("reader:secret")).body())
          .asString()
          .contains("\"authenticate_http_frameworks\":\"true\"");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "reader, '', 200, ''",
    "reader, ',\"principal\":\"reader\"', 200, ''",
    "reader, ',\"principal\":\"other\"', 400, 'Failed to validate scheduler::Call: Authenticated"
        + " principal ''reader'' does not match principal ''other'' set in `FrameworkInfo`'",
    "nobody, '', 401, 401 Unauthorized."
  })
  void aFrameworkIsLetInAsThePrincipalThatItIs(
      String login, String principal, int status, String body) throws Exception {
    try (MiniMesos mesos = start(LOGINS)) {
      HttpResponse<InputStream> answer =
          ask(
              mesos.masterAddress().port(),
              "/api/v1/scheduler",
              "{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"framework_info\":{\"user\":\"u\","
                  + "\"name\":\"f\""
                  + principal
                  + "}}}",
              basic(login + ":secret"));
      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
          .isEqualTo(status == 401 ? "Basic realm=\"mesos-master-scheduler\"" : "");
      if (status != 200) {
        assertThat(text(answer)).isEqualTo(body);
      }
      answer.body().close();
    }
  }

  @Test
  void anExecutorIsLetInWithItsOwnTokenAlone() throws Exception {
    try (MiniMesos mesos = start(MiniMesosSecurity.NONE.withExecutorTokens());
        TestFramework framework =
            TestFramework.subscribe(
                mesos.masterAddress().port(),
                "{'user':'nobody','name':'test','checkpoint':true,'failover_timeout':60}")) {
      String agent = mesos.agents().get(0).id();
      JsonNode offer = framework.awaitOffer(0, agent);
      framework.launch(
          offer,
          TestFramework.executorTask("t1", offer, TestExecutor.COMMAND),
          TestFramework.executorTask("t2", offer, TestExecutor.COMMAND));
      Map<String, String> first = TestExecutor.environment(folder, "t1-executor");
      Map<String, String> second = TestExecutor.environment(folder, "t2-executor");
      String token = first.get("MESOS_EXECUTOR_AUTHENTICATION_TOKEN");
      JsonNode claims =
          new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
      assertThat(claims.path("fid").asText()).isEqualTo(framework.id());
      assertThat(claims.path("eid").asText()).isEqualTo("t1-executor");
      assertThat(first.get("MESOS_SANDBOX")).endsWith("/runs/" + claims.path("cid").asText());

      String realm = "Bearer realm=\"mesos-agent-executor\"";
      String invalid = realm + ", error=\"invalid_token\", error_description=";
      String spoilt = token.substring(0, token.lastIndexOf('.') + 1) + "AAAA";
      String other = second.get("MESOS_EXECUTOR_AUTHENTICATION_TOKEN");
      assertThat(subscribe(first, "")).isEqualTo("401 " + realm);
      assertThat(subscribe(first, "Basic cmVhZGVyOnNlY3JldA=="))
          .isEqualTo("401 " + invalid + "\"Scheme 'Basic' unrecognized\"");
      assertThat(subscribe(first, "Bearer " + spoilt))
          .isEqualTo("401 " + invalid + "\"Invalid JWT: Token signature does not match\"");
      assertThat(subscribe(first, "Bearer x"))
          .isEqualTo("401 " + invalid + "\"Invalid JWT: Expected 3 components\"");
      assertThat(subscribe(first, "Bearer " + other)).isEqualTo("403 ");
      assertThat(subscribe(first, "Bearer " + token)).isEqualTo("200 ");
    }
  }

  /** Status and challenge of a subscription. */
  private static String subscribe(Map<String, String> executor, String authorization)
      throws Exception {
    String endpoint = executor.get("MESOS_AGENT_ENDPOINT");
    HttpResponse<InputStream> answer =
        ask(
            Integer.parseInt(endpoint.substring(endpoint.indexOf(':') + 1)),
            "/api/v1/executor",
            "{\"type\":\"SUBSCRIBE\",\"subscribe\":{},\"framework_id\":{\"value\":\""
                + executor.get("MESOS_FRAMEWORK_ID")
                + "\"},\"executor_id\":{\"value\":\""
                + executor.get("MESOS_EXECUTOR_ID")
                + "\"}}",
            authorization);
    answer.body().close();
    return answer.statusCode() + " " + answer.headers().firstValue("WWW-Authenticate").orElse("");
  }

  private static HttpResponse<InputStream> ask(
      int port, String path, String post, String authorization) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (!post.isEmpty()) {
      request
          .header("Content-Type", "application/json")
          .header("Accept", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(post));
    }
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  private static String text(HttpResponse<InputStream> answer) throws IOException {
    return new String(answer.body().readAllBytes(), UTF_8);
  }

  @Test
  void aClusterThatSpeaksHttpsIsReadByWhoTrustsItAndIsKnownToIt() throws Exception {
    PemFiles cluster = PemFiles.in(folder, "mesos");
    PemFiles ours = PemFiles.in(folder, "herald");
    ServerTls server = ServerTls.of(cluster.certificate(), cluster.key());
    try (MiniMesos mesos = start(LOGINS.withTls(server.requiring(ours.certificate())))) {
      assertThat(mesos.httpUrl()).startsWith("https://127.0.0.1:");
      try (OperatorClient known = operator(mesos, cluster, Optional.of(ours));
          InputStream state = known.get("/state")) {
        assertThat(state.readAllBytes()).asString().contains("\"activated_slaves\":1.0");
      }
      try (OperatorClient stranger = operator(mesos, cluster, Optional.empty())) {
        assertThatThrownBy(() -> stranger.get("/state")).isInstanceOf(IOException.class);
      }
    }
  }

  private static OperatorClient operator(
      MiniMesos mesos, PemFiles authority, Optional<PemFiles> own) {
    MesosTls tls =
        new MesosTls(
            List.of(new PemFile("ca", authority.certificate().toString())),
            own.map(pem -> new PemFile("cert", pem.certificate().toString())),
            own.map(pem -> new PemFile("key", pem.key().toString())),
            MesosTls.Verification.NAME);
    OperatorClient client =
        new OperatorClient(
            new StaticLeaderDetector(List.of(mesos.masterAddress())),
            Connection.plain()
                .withTls(tls.context())
                .withCredentials(PrincipalAndSecret.of("reader", "secret")));
    client.follow();
    return client;
  }
}
