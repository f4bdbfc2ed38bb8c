package io.herald.balancer.web;

import static io.herald.balancer.web.WebTasks.ALL;
import static io.herald.balancer.web.WebTasks.app;
import static io.herald.balancer.web.WebTasks.only;
import static io.herald.balancer.web.WebTasks.port;
import static io.herald.balancer.web.WebTasks.services;
import static io.herald.balancer.web.WebTasks.sise;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which tasks of an app are servers, and how: names, weights of states. */
final class WebServersTest {

  @Test
  void h10ServersAndCookiesAreMarathonLbs() {
    WebService service = only(services(ALL, sise("0_STICKY", "Yes", "0_VHOST", "x")));
    assertThat(service.spec().options().sticky()).isTrue();
    String name = service.spec().servers().get(0).name();
    assertThat(name).isEqualTo("10_0_0_114_31747");
    assertThat(ServerName.cookie(name)).isEqualTo("bbfcebcc4c");
    Set<Integer> taken = new HashSet<>();
    assertThat(ServerName.id(name, taken)).isEqualTo(10493);
    assertThat(ServerName.id(name, taken)).isNotEqualTo(10493).isPositive();
  }

  @Test
  void aServerOnAnAgentWithANameHasItInItsOwn() {
    WebTasks tasks = app("/sise").host("agent-1.example.com").task("10.0.0.114", port(31747, "a"));
    assertThat(only(services(ALL, tasks)).spec().servers().get(0).name())
        .isEqualTo("agent-1_example_com_10_0_0_114_31747");
  }

  @ParameterizedTest(name = "H17: {0}, healthy {1}: {2}")
  @CsvSource({
    "TASK_STAGING, , none",
    "TASK_STARTING, , none",
    "TASK_RUNNING, , true",
    "TASK_RUNNING, true, true",
    "TASK_RUNNING, false, drained",
    "TASK_KILLING, , drained",
    "TASK_UNREACHABLE, , true",
    "TASK_LOST, , true",
    "TASK_FINISHED, , none",
    "TASK_OF_THE_FUTURE, , none",
  })
  void theStateOfATaskDecidesOfItsServer(String state, Boolean healthy, String expected) {
    WebTasks tasks =
        app("/sise")
            .task("10.0.0.1", port(1000, "a"))
            .task(state, Optional.ofNullable(healthy), "10.0.0.2", port(1000, "a"));
    List<WebServer> servers = only(services(ALL, tasks)).spec().servers();
    assertThat(servers).hasSize(expected.equals("none") ? 1 : 2);
    if (servers.size() == 2) {
      assertThat(servers.get(1).drained()).isEqualTo(expected.equals("drained"));
    }
  }

  @Test
  void aTaskWhoseCheckHasNoResultYetGetsNoConnections() {
    WebTasks tasks =
        app("/sise")
            .task("10.0.0.1", port(1000, "a"))
            .checked()
            .task("TASK_RUNNING", Optional.empty(), "10.0.0.2", port(1000, "a"))
            .task("TASK_RUNNING", Optional.of(true), "10.0.0.3", port(1000, "a"));
    assertThat(only(services(ALL, tasks)).spec().servers())
        .extracting(WebServer::drained)
        .containsExactly(false, true, false);
  }

  @Test
  void h17TheRolesOfStatesCanBeSet() {
    WebSettings other =
        new WebSettings(
            Set.of("*"), false, false, ServerRole.KEPT, ServerRole.NONE, ServerRole.DRAINED, 1, 9);
    WebTasks tasks =
        app("/sise")
            .task("TASK_STAGING", Optional.empty(), "10.0.0.1", port(1000, "a"))
            .task("TASK_KILLING", Optional.empty(), "10.0.0.2", port(1000, "a"))
            .task("TASK_UNREACHABLE", Optional.empty(), "10.0.0.3", port(1000, "a"));
    assertThat(only(services(other, tasks)).spec().servers())
        .extracting(s -> s.host() + " " + s.drained())
        .containsExactly("10.0.0.1 false", "10.0.0.3 true");
  }

  @Test
  void h22H23ServersComeAndGoAndTheServiceStaysUntilItIsForgotten() {
    WebServices services = services(ALL, sise("0_PORT", "10010"));
    WebTasks three = sise("0_PORT", "10010").task("10.0.0.116", port(30000, "http"));
    services.update(three.key(), three.instances());
    assertThat(only(services).spec().servers()).hasSize(3);
    services.update(three.key(), List.of());
    assertThat(only(services).name()).isEqualTo("sise_10010");
    assertThat(only(services).spec().servers()).isEmpty();
    services.forget(three.key());
    assertThat(services.services()).isEmpty();
  }
}
