package io.herald.balancer.web;

import static io.herald.balancer.web.WebTasks.ALL;
import static io.herald.balancer.web.WebTasks.app;
import static io.herald.balancer.web.WebTasks.only;
import static io.herald.balancer.web.WebTasks.port;
import static io.herald.balancer.web.WebTasks.services;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Discovery;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which service ports apps get, and keep. */
final class WebPortsTest {

  @Test
  void aPortOverUdpIsReportedOnlyIfALabelIsAboutIt() {
    Discovery.Port udp = new Discovery.Port(53, "dns", "UDP", Map.of());
    assertThat(services(ALL, app("/dns").task("10.0.0.1", udp)).problems()).isEmpty();
    WebServices asked = services(ALL, app("/dns").labels("0_PORT", "53").task("10.0.0.1", udp));
    assertThat(asked.services()).isEmpty();
    assertThat(asked.problems().get(0).what()).contains("UDP");
  }

  @Test
  void aPortOverTcpAndUdpHasOneIndex() {
    WebTasks tasks =
        app("/dns")
            .labels("1_PORT", "8080")
            .task(
                "10.0.0.1",
                new Discovery.Port(53, "dns", "udp", Map.of()),
                new Discovery.Port(53, "dns", "tcp", Map.of()),
                port(31000, "web"));
    assertThat(services(ALL, tasks).services().get("dns_8080").spec().servers().get(0).port())
        .isEqualTo(31000);
  }

  @Test
  void twoServicesOfOnePortOrNameAreToldApart() {
    WebServices services =
        services(
            ALL,
            app("/a/b").labels("0_PORT", "7000").task("10.0.0.1", port(1, "a")),
            app("/a_b").labels("0_PORT", "7000").task("10.0.0.2", port(1, "a")),
            app("/c").labels("0_PORT", "7000", "0_VHOST", "c").task("10.0.0.3", port(1, "a")));
    assertThat(services.services()).containsOnlyKeys("a_b_7000", "c_7000");
    assertThat(services.services().get("c_7000").port()).isEqualTo(OptionalInt.empty());
    assertThat(services.problems()).hasSize(2);
    assertThat(services.problems().toString()).contains("would be called a_b_7000", "a_b_7000's");
  }

  @Test
  void aServicePortOfThePortsOwnLabelIsTaken() {
    WebTasks tasks =
        app("/sise")
            .task("10.0.0.1", new Discovery.Port(1, "a", "tcp", Map.of("SERVICE_PORT", "10010")));
    assertThat(services(ALL, tasks).services()).containsOnlyKeys("sise_10010");
  }

  private static final WebSettings TWO_PORTS =
      new WebSettings(
          Set.of("*"), false, false, ServerRole.NONE, ServerRole.NONE, ServerRole.NONE, 50, 51);

  private static WebServices withTwoPorts() {
    return new WebServices(TWO_PORTS, new ServicePortPool(50, 51), Set.of());
  }

  private static WebTasks portless(String id) {
    return app(id).task("10.0.0.1", port(80, "a"));
  }

  @Test
  void servicePortsStayOverRestartsAndAreTakenBackOnlyWhenThePoolIsFull() {
    WebServices services = withTwoPorts();
    WebTasks b = portless("/b");
    services.update(b.key(), b.instances());
    int ofB = only(services).port().orElseThrow();
    GivenPorts given = services.givenPorts().orElseThrow();
    assertThat(services.givenPorts()).isEmpty();
    SortedMap<String, Integer> kept = given.with(new TreeMap<>());
    assertThat(kept).containsExactly(Map.entry("/b 0", ofB));

    WebServices again = withTwoPorts();
    again.adopt(kept);
    WebTasks a = portless("/a");
    again.update(a.key(), a.instances());
    assertThat(only(again).port().orElseThrow()).isNotEqualTo(ofB);
    again.update(b.key(), b.instances());
    assertThat(again.services()).containsKey("b_" + ofB);
    WebTasks c = portless("/c");
    again.update(c.key(), c.instances());
    assertThat(again.services().get("c_port0").port()).isEmpty();
    assertThat(again.problems().get(0).what()).contains("pool is full");
    again.forget(b.key());
    assertThat(again.services()).containsKey("c_" + ofB);
    assertThat(again.givenPorts().orElseThrow().with(kept)).containsOnlyKeys("/a 0", "/c 0");
  }

  @Test
  void ofTwoBalancersThatGiveOnePortToTwoAppsTheFirstOneThatKeepsItCounts() {
    WebServices one = withTwoPorts();
    WebServices two = withTwoPorts();
    WebTasks a = portless("/a");
    // Of the two ports it wants the same one first.
    WebTasks other =
        Stream.of("/b", "/c", "/d", "/e", "/f", "/g")
            .map(WebPortsTest::portless)
            .filter(app -> portOf(app) == portOf(a))
            .findFirst()
            .orElseThrow();
    one.update(a.key(), a.instances());
    two.update(other.key(), other.instances());
    int wanted = only(one).port().orElseThrow();
    assertThat(only(two).port()).hasValue(wanted);
    SortedMap<String, Integer> first = one.givenPorts().orElseThrow().with(new TreeMap<>());

    // Both hear of the other's app, and the second of what the first one has kept.
    two.update(a.key(), a.instances());
    two.adopt(two.givenPorts().orElseThrow().with(first));
    SortedMap<String, Integer> both = two.givenPorts().orElseThrow().with(first);
    two.adopt(both);
    one.update(other.key(), other.instances());
    one.adopt(both);
    assertThat(two.givenPorts()).isEmpty();
    assertThat(both).containsEntry("/a 0", wanted).hasSize(2);
    assertThat(one.services().keySet()).isEqualTo(two.services().keySet());
    assertThat(one.services()).containsKey("a_" + wanted);
  }

  private static int portOf(WebTasks app) {
    WebServices alone = withTwoPorts();
    alone.update(app.key(), app.instances());
    return only(alone).port().orElseThrow();
  }
}
