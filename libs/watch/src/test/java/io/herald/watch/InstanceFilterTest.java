package io.herald.watch;

import static io.herald.watch.ClusterEntities.MARATHON;
import static io.herald.watch.ClusterEntities.ONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Task;
import io.herald.changingcluster.ClusterParts;
import io.herald.services.instance.AnnouncedPort;
import io.herald.services.instance.Health;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which instances a filter lets through. */
class InstanceFilterTest {

  private static final ServiceKey WEB = new ServiceKey("marathon", "shop/web", "prod");

  @ParameterizedTest
  @CsvSource({
    "framework,   marathon,       true",
    "framework,   Marathon,       false",
    "environment, prod,           true",
    "environment, '',             false",
    "name,        shop/web,       true",
    "name,        shop,           false",
    "prefix,      shop,           true",
    "prefix,      shop/web,       true",
    "prefix,      web,            false",
    "port,        http,           true",
    "port,        HTTP,           false",
    "port,        admin,          false",
    "health,      HEALTHY,        true",
    "health,      UNKNOWN,        false",
    "agent,       x-S1,           true",
    "agent,       host-of-x-S1,   true",
    "agent,       x-S2,           false",
    "role,        www,            true",
    "role,        prod,           false",
    "query,       SHOP,           true",
    "query,       '  ',           true",
    "query,       web 10.1,       true",
    "query,       host-of T1,     true",
    "query,       web 10.2,       false",
  })
  void eachConditionHasItsFact(String condition, String value, boolean matches)
      throws UnknownHostException {
    assertThat(filter(condition, value).matches(instance())).isEqualTo(matches);
  }

  private static InstanceFilter filter(String condition, String value) {
    InstanceFilter all = InstanceFilter.ALL;
    return switch (condition) {
      case "framework" -> all.withFramework(value);
      case "environment" -> all.withEnvironment(value);
      case "name" -> all.withName(value);
      case "prefix" -> all.withNamePrefix(value);
      case "port" -> all.withPortName(value);
      case "health" -> all.withHealth(Health.valueOf(value));
      case "agent" -> all.withAgent(value);
      case "role" -> all.withRole(value);
      default -> all.withQuery(value);
    };
  }

  private static Instance instance() throws UnknownHostException {
    Task task =
        ClusterEntities.task(MARATHON, ONE, "t1", "any")
            .withDiscovery(
                new Discovery(
                    "shop/web",
                    "prod",
                    "",
                    "",
                    "EXTERNAL",
                    List.of(
                        new Discovery.Port(80, "http", "tcp", Map.of()),
                        AnnouncedPort.of(81, "aurora", "/aurora/www/prod/web/member_1")),
                    Map.of()));
    return new Instance(
        WEB,
        ClusterParts.healthy(task, true),
        MARATHON,
        ONE,
        List.of(InetAddress.getByName("10.1.0.1")));
  }

  @Test
  void everyConditionMustHold() throws UnknownHostException {
    InstanceFilter both = InstanceFilter.of(WEB).withHealth(Health.HEALTHY);
    assertThat(both.matches(instance())).isTrue();
    assertThat(both.withAgent("x-S2").matches(instance())).isFalse();
    assertThat(both.service()).contains(WEB);
    assertThat(both.isOfServices()).isFalse();
    assertThat(InstanceFilter.of(WEB).isOfServices()).isTrue();
  }

  @Test
  void anAuroraTaskHasTheRoleOfItsName() throws UnknownHostException {
    Instance other = instance();
    Instance aurora =
        new Instance(
            other.service(),
            ClusterEntities.task(MARATHON, ONE, "x", "bin/devel/hello"),
            MARATHON,
            ONE,
            List.of());
    assertThat(InstanceRole.of(aurora)).contains("bin");
    assertThat(InstanceRole.of(other)).contains("www");
  }

  @Test
  void servicesOfOneNameOrPrefixStandTogether() {
    TreeSet<ServiceKey> all = new TreeSet<>(ServiceKeys.ORDER);
    for (String name : List.of("a", "w", "wa", "web", "web2", "wf", "x")) {
      all.add(new ServiceKey("b", name, ""));
      all.add(new ServiceKey("a", name, "prod"));
      all.add(new ServiceKey("a", name, ""));
    }
    for (InstanceFilter filter :
        List.of(
            InstanceFilter.ALL,
            InstanceFilter.ALL.withNamePrefix("we"),
            InstanceFilter.ALL.withNamePrefix("zz"),
            InstanceFilter.ALL.withName("web"),
            InstanceFilter.of(new ServiceKey("b", "web", "")),
            InstanceFilter.ALL.withName("web").withFramework("b"))) {
      List<ServiceKey> inRange =
          all.tailSet(filter.first(), true).stream()
              .takeWhile(service -> !filter.isBeyond(service))
              .filter(filter::matches)
              .toList();
      assertThat(inRange).isEqualTo(all.stream().filter(filter::matches).toList());
    }
  }
}
