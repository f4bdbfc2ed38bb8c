package io.herald.services.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.PortRange;
import io.herald.catalog.model.Task;
import io.herald.services.Entities;
import io.herald.services.announcement.TaskMatcher.Candidate;
import io.herald.services.announcement.TaskMatcher.Claim;
import io.herald.services.announcement.TaskMatcher.Search;
import io.herald.services.host.HostNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which task an announcement belongs to. */
class TaskMatcherTest {

  private static final Framework AURORA = Entities.framework("Aurora");
  private static final Agent AGENT = Entities.agent("x-S1", "10.1.0.1");
  private static final String PATH = "/aurora/www/prod/hello";

  /** On 10.1.0.1, alias host-of-x-s1; service port 31000, additional port 80. */
  private static final Announcement HELLO =
      Entities.announcement(PATH, 1, 3, "10.1.0.1", 31000, Map.of("http", 80));

  private static final Task OWNER = task("www-prod-hello-3-4a1c", "www/prod/hello", 31000);
  private static final Task BYSTANDER = task("other-1", "www/prod/other", 31500);

  static Stream<Arguments> cases() {
    Task third = task("www-prod-hello-3-4a1c", "www/prod/hello", 9);
    return Stream.of(
        Arguments.of("the task with its port", HELLO, List.of(BYSTANDER, OWNER), OWNER.id()),
        Arguments.of("nobody on the host", HELLO, List.of(), ""),
        Arguments.of("nobody with port, key or id", HELLO, List.of(BYSTANDER), ""),
        Arguments.of(
            "by job key and instance, where all ports are static",
            HELLO,
            List.of(third),
            third.id()),
        Arguments.of(
            "not another instance of the job",
            Entities.announcement(PATH, 1, 4, "10.1.0.1", 1, Map.of()),
            List.of(third),
            ""),
        Arguments.of(
            "not a job whose instance number only begins like it",
            Entities.announcement(PATH, 1, 0, "10.1.0.1", 1, Map.of()),
            List.of(task("www-prod-hello-01-x", "www/prod/hello", 9)),
            ""),
        Arguments.of(
            "the service port outweighs an additional one",
            HELLO,
            List.of(OWNER, task("b", "b", 80)),
            OWNER.id()),
        Arguments.of(
            "the service port outweighs the job key: the path may be custom",
            HELLO,
            List.of(third, task("b", "b", 31000)),
            "b"),
        Arguments.of(
            "two with as much: neither",
            HELLO,
            List.of(OWNER, task2(OWNER, "www-prod-hello-3-b")),
            ""),
        Arguments.of(
            "of two, the one that its metadata names",
            metadata(HELLO, Map.of("task-id", "b")),
            List.of(OWNER, task("b", "b", 31000)),
            "b"),
        Arguments.of(
            "if the named one isn't there, no other",
            metadata(HELLO, Map.of("task-id", "gone")),
            List.of(OWNER),
            ""),
        Arguments.of(
            "a port that only DiscoveryInfo has",
            HELLO,
            List.of(
                Entities.task(AURORA, AGENT, "d", "d")
                    .discovery("d", Entities.port("TCP", 31000, "x"))
                    .task()),
            "d"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void belongsTo(String what, Announcement announcement, List<Task> tasks, String expected) {
    Set<String> at = HostNames.of(OWNER, AGENT);
    List<Candidate> candidates = tasks.stream().map(task -> new Candidate(task, at)).toList();
    assertThat(find(claim(announcement), candidates).map(Task::id).orElse(""))
        .as(what)
        .isEqualTo(expected);
  }

  @Test
  void theOrderOfTheCandidatesDoesNotMatter() {
    Set<String> at = HostNames.of(OWNER, AGENT);
    Candidate weak = new Candidate(task("weak", "weak", 80), at);
    Candidate strong = new Candidate(OWNER, at);
    Candidate twin = new Candidate(task("twin", "twin", 80), at);
    assertThat(find(claim(HELLO), List.of(weak, twin, strong))).contains(OWNER);
    assertThat(find(claim(HELLO), List.of(strong, weak, twin))).contains(OWNER);
    assertThat(find(claim(HELLO), List.of(weak, strong, twin))).contains(OWNER);
  }

  @Test
  void aPortOnAnotherHostSaysNothing() {
    assertThat(
            find(
                claim(Entities.announcement("/custom", 1, -1, "10.9.9.9", 31000, Map.of())),
                List.of(new Candidate(OWNER, HostNames.of(OWNER, AGENT)))))
        .isEmpty();
  }

  @Test
  void aTaskIsOnItsAgentByNameAndAddressAndAtItsContainersAddresses() {
    assertThat(
            HostNames.of(
                Entities.task(AURORA, AGENT, OWNER.id(), OWNER.name())
                    .at("172.17.0.2", "2001:DB8::1")
                    .task(),
                AGENT))
        .containsExactly("host-of-x-s1", "10.1.0.1", "172.17.0.2", "2001:db8:0:0:0:0:0:1");
  }

  private static Optional<Task> find(Claim claim, List<Candidate> candidates) {
    Search search = new Search(claim);
    candidates.forEach(search::consider);
    candidates.forEach(search::consider);
    return search.found();
  }

  private static Claim claim(Announcement announcement) {
    Map<String, Set<String>> hosts = new HashMap<>();
    HostNames.of(announcement).forEach(host -> hosts.put(host, Set.of(host)));
    return new Claim(
        announcement,
        List.of(announcement.path().replaceFirst("^/(aurora/)?", "").split("/", -1)),
        hosts);
  }

  private static Announcement metadata(Announcement a, Map<String, String> metadata) {
    return new Announcement(
        a.path(),
        a.member(),
        a.serviceEndpoint(),
        a.additionalEndpoints(),
        a.shard(),
        a.status(),
        metadata);
  }

  private static Task task(String id, String name, int port) {
    return Entities.task(AURORA, AGENT, id, name).ports(new PortRange(port, port)).task();
  }

  private static Task task2(Task task, String id) {
    return Entities.task(AURORA, AGENT, id, task.name())
        .ports(task.ports().toArray(PortRange[]::new))
        .task();
  }
}
