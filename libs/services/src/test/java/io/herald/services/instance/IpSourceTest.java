package io.herald.services.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Network;
import io.herald.catalog.model.RunningStatus;
import io.herald.catalog.model.Task;
import io.herald.services.Entities;
import io.herald.services.host.IpText;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a task's addresses come from; the numbers are Mesos-DNS' conformance cases. */
class IpSourceTest {

  private static final String DOCKER = "Docker.NetworkSettings.IPAddress";
  private static final String MESOS = "MesosContainerizer.NetworkSettings.IPAddress";

  @ParameterizedTest(name = "case {0}: {1}")
  @MethodSource("cases")
  void theFirstSourceThatHasAnAddressGivesAllOfThem(
      int number, String sources, RunningStatus status, String agent, List<String> expected) {
    Framework framework = Entities.framework("f");
    Agent host = Entities.agent("a-0", "9.9.9.9");
    Task task = Entities.task(framework, host, "t1", "web").running(status).task();
    List<IpSource> known =
        Stream.of(sources.split(",")).map(IpSource::of).flatMap(Optional::stream).toList();

    assertThat(IpSource.select(known, task, addresses(agent), text -> {}))
        .containsExactlyElementsOf(addresses(String.join(",", expected)));
  }

  /**
   * Which of several statuses counts (47, 48: the newest TASK_RUNNING) is the business of who reads
   * the master's state; here stands what that status says.
   */
  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of(41, "host,mesos", netinfo("1.2.3.4"), "", List.of()),
        Arguments.of(42, "foo,netinfo,bar", netinfo("1.2.3.4"), "", List.of("1.2.3.4")),
        Arguments.of(
            43, "netinfo", netinfo("1.2.3.4", "2.3.4.5"), "", List.of("1.2.3.4", "2.3.4.5")),
        Arguments.of(44, "netinfo", netinfo("1.2.4.8"), "", List.of("1.2.4.8")),
        Arguments.of(
            45,
            "host,netinfo",
            netinfo("1.2.3.4", "fd01:b::1:8000:2"),
            "2.3.4.5",
            List.of("2.3.4.5")),
        Arguments.of(
            46,
            "netinfo,host",
            netinfo("1.2.3.4", "fd01:b::1:8000:2"),
            "2.3.4.5",
            List.of("1.2.3.4", "fd01:b::1:8000:2")),
        Arguments.of(47, "docker,netinfo", label(DOCKER, "2.4.6.8"), "", List.of("2.4.6.8")),
        Arguments.of(48, "netinfo", netinfo("1.2.3.4"), "", List.of("1.2.3.4")),
        Arguments.of(
            0,
            "mesos,host",
            label(MESOS, "10.0.0.1", "10.0.0.2"),
            "9.9.9.9",
            List.of("10.0.0.1", "10.0.0.2")),
        Arguments.of(0, "netinfo,host", netinfo("no address"), "9.9.9.9", List.of("9.9.9.9")),
        Arguments.of(0, "netinfo", netinfo("x", "1.2.3.4", ""), "", List.of("1.2.3.4")));
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.3.4, 1.2.3.4",
    "::ffff:1.2.3.4, 1.2.3.4",
    "2001:DB8::1, 2001:db8::1",
    "host.example, ''",
    "1.2.3, ''",
    "1.2.3.256, ''",
    "'', ''",
  })
  void textIsAnAddressOnlyIfItSpellsOne(String text, String expected) throws Exception {
    assertThat(IpText.parse(text))
        .isEqualTo(
            expected.isEmpty() ? Optional.empty() : Optional.of(InetAddress.getByName(expected)));
  }

  private static RunningStatus netinfo(String... addresses) {
    return new RunningStatus(Optional.empty(), List.of(addresses), Map.of(), Network.UNSPECIFIED);
  }

  private static RunningStatus label(String label, String... values) {
    return new RunningStatus(
        Optional.empty(), List.of(), Map.of(label, List.of(values)), Network.UNSPECIFIED);
  }

  private static List<InetAddress> addresses(String texts) {
    return Stream.of(texts.split(",")).map(IpText::parse).flatMap(Optional::stream).toList();
  }
}
