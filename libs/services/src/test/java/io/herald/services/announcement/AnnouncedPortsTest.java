package io.herald.services.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.services.Entities;
import io.herald.services.announcement.TaskMatcher.Candidate;
import io.herald.services.announcement.TaskMatcher.Claim;
import io.herald.services.host.HostNames;
import io.herald.services.instance.InstancePort;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The ports that a member adds to its task. */
class AnnouncedPortsTest {

  private static final Framework AURORA = Entities.framework("Aurora");
  private static final Agent AGENT = Entities.agent("x-S1", "10.1.0.1");
  private static final String PATH = "/aurora/www/prod/hello";

  private static final Announcement MEMBER =
      Entities.announcement(
          PATH, 1, 0, "10.1.0.1", 31000, Map.of("admin", 31001, "aurora", 31000, "http", 31000));

  private static List<Discovery.Port> ports(Task task) {
    Map<String, Set<String>> hosts = new HashMap<>();
    HostNames.of(MEMBER).forEach(host -> hosts.put(host, Set.of(host)));
    Claim claim = new Claim(MEMBER, List.of("www", "prod", "hello"), hosts);
    return new AnnouncedPorts(UnaryOperator.identity())
        .added(new Candidate(task, HostNames.of(task, AGENT)), List.of(claim))
        .flatMap(Task::discovery)
        .orElseThrow()
        .ports();
  }

  private static List<String> primary(List<Discovery.Port> ports) {
    return ports.stream()
        .filter(port -> port.labels().containsKey(InstancePort.PRIMARY))
        .map(Discovery.Port::name)
        .toList();
  }

  @Test
  void whatTheMembersServiceEndpointIsIsPrimary() {
    List<Discovery.Port> ports =
        ports(Entities.task(AURORA, AGENT, "hello-0", "www/prod/hello").task());
    assertThat(ports).extracting(Discovery.Port::name).containsExactly("admin", "aurora", "http");
    assertThat(primary(ports)).containsExactly("aurora", "http");
  }

  @Test
  void ofATaskThatNamesItsPortsAurorasAliasIsPrimary() {
    List<Discovery.Port> ports =
        ports(
            Entities.task(AURORA, AGENT, "hello-0", "www/prod/hello")
                .discovery(
                    "hello",
                    Entities.port("TCP", 31001, "admin"),
                    Entities.port("TCP", 31000, "http"))
                .task());
    assertThat(ports).extracting(Discovery.Port::name).containsExactly("admin", "http", "aurora");
    assertThat(primary(ports)).containsExactly("aurora");
  }
}
