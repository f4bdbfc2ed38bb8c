package io.herald.client.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.client.model.ServiceInstance;
import io.herald.client.model.ServiceInstance.Agent;
import io.herald.client.model.ServiceInstance.Framework;
import io.herald.client.model.ServiceInstance.Health;
import io.herald.client.model.ServicePort;
import io.herald.client.model.ServiceSummary;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiJsonTest {

  private static final String INSTANCE =
      """
      {"id":"web.1","service":"fw:web:prod","framework":{"id":"f-1","name":"fw","x":[1]},
       "agent":{"id":"S1","hostname":"node-1"},"state":"TASK_RUNNING","health":"unhealthy",
       "recovering":true,"since":"2026-11-30T07:00:00Z","addresses":["10.0.0.7","fd00::7"],
       "ports":[
         {"name":"http","number":31001,"protocol":"tcp","addresses":["10.0.0.1"],
          "labels":{"VIP_0":"/web:80"},"weight":3,"priority":1,"source":"discovery"},
         {"name":"admin","number":8080,"protocol":"","labels":{}},
         {"name":"nowhere","number":1,"protocol":"udp","addresses":[]}],
       "labels":{"a":"b"},"weight":7,"priority":2,"sources":{"name":"task"},"later":{"a":[{}]}}
      """;

  @Test
  void anInstanceIsReadWhole() throws Exception {
    ServiceInstance instance = ApiJson.instance(INSTANCE);
    assertThat(instance)
        .isEqualTo(
            new ServiceInstance(
                "web.1",
                "fw:web:prod",
                new Framework("f-1", "fw"),
                new Agent("S1", "node-1"),
                "TASK_RUNNING",
                Health.UNHEALTHY,
                Optional.of(Instant.parse("2026-11-30T07:00:00Z")),
                List.of("10.0.0.7", "fd00::7"),
                List.of(
                    new ServicePort(
                        "http",
                        31001,
                        "tcp",
                        List.of("10.0.0.1"),
                        Map.of("VIP_0", "/web:80"),
                        OptionalInt.of(3),
                        1),
                    new ServicePort(
                        "admin",
                        8080,
                        "",
                        List.of("10.0.0.7", "fd00::7"),
                        Map.of(),
                        OptionalInt.empty(),
                        0),
                    new ServicePort(
                        "nowhere", 1, "udp", List.of(), Map.of(), OptionalInt.empty(), 0)),
                Map.of("a", "b"),
                OptionalInt.of(7),
                2,
                true));
    assertThat(instance.endpoints("http"))
        .containsExactly(new InetSocketAddress("10.0.0.1", 31001));
    assertThat(instance.endpoints("admin"))
        .containsExactly(
            new InetSocketAddress("10.0.0.7", 8080), new InetSocketAddress("fd00::7", 8080));
    assertThat(instance.endpoints("nowhere")).isEmpty();
    assertThat(instance.endpoints("none")).isEmpty();
  }

  @Test
  void whatIsAbsentOrNullIsEmpty() throws Exception {
    ServiceInstance instance =
        ApiJson.instance(
            "{\"id\":\"a\",\"service\":\"f:a\",\"framework\":null,\"ports\":null,\"labels\":null,"
                + "\"weight\":null,\"priority\":null,\"since\":null,\"addresses\":null}");
    assertThat(instance.framework()).isEqualTo(new Framework("", ""));
    assertThat(instance.health()).isEqualTo(Health.UNKNOWN);
    assertThat(instance.ports()).isEmpty();
    assertThat(instance.weight()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                            | an instance has no "id"
          {"id":"a"}                                    | instance "a": a service's name is empty; write its name
          {"id":"a","service":"a:b:c:d"}                | instance "a": service "a:b:c:d": more than two colons; write NAME, FRAMEWORK:NAME or FRAMEWORK:NAME:ENVIRONMENT, and a colon inside of them as %3A
          {"id":{}}                                     | "id" is not a text
          {"id":"a","priority":"high"}                  | "priority" is not a whole number
          {"id":"a","priority":1.5}                     | "priority" is not a whole number
          {"id":"a","ports":{}}                         | "ports" is not a list
          {"id":"a","ports":[1]}                        | a port is not an object
          {"id":"a","labels":[]}                        | labels is not an object
          {"id":"a","since":"today"}                    | an instance's "since" is not a time: "today"
          []                                            | an instance is not an object
          ``                                            | it is empty, where a JSON object is expected
          """)
  void whatIsNoInstanceIsRefused(String text, String why) {
    assertThatThrownBy(() -> ApiJson.instance(text)).hasMessage(why);
  }

  @Test
  void listsAndSnapshotsAreRead() throws Exception {
    assertThat(
            ApiJson.services(
                "{\"items\":[{\"key\":\"f:a:p\",\"framework\":\"f\",\"name\":\"a\","
                    + "\"environment\":\"p\",\"instances\":3,\"healthy\":2,"
                    + "\"revision\":1764486000000123,\"etc\":{}}],\"next\":\"c1\"}"))
        .isEqualTo(
            new ApiJson.Page<>(
                List.of(new ServiceSummary("f:a:p", "f", "a", "p", 3, 2, 1764486000000123L)),
                Optional.of("c1")));
    assertThat(ApiJson.instances("{\"items\":[]}").next()).isEmpty();
    ApiJson.SnapshotPiece piece =
        ApiJson.snapshot("{\"complete\":true,\"items\":[" + INSTANCE + "]}");
    assertThat(piece.complete()).isTrue();
    assertThat(piece.instances()).hasSize(1);
    assertThat(ApiJson.snapshot("{}")).isEqualTo(new ApiJson.SnapshotPiece(List.of(), false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"title":"t","detail":"d"} | d
          {"title":"t"}              | t
          {}                         | ``
          <html>                     | ``
          ``                         | ``
          """)
  void aProblemSaysWhatItSays(String text, String says) {
    assertThat(ApiJson.problem(text)).isEqualTo(says);
  }
}
