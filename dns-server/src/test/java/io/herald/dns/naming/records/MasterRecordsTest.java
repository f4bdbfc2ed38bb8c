package io.herald.dns.naming.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Upid;
import io.herald.dns.naming.Cluster;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.services.host.IpText;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How masters are named and numbered; the numbers are Mesos-DNS' conformance cases. */
class MasterRecordsTest {

  private static final NamingOptions OPTIONS =
      new NamingOptions(
          "foo.com", LabelRules.RFC1123, List.of(), 1, List.of(), "ns1.foo.com", List.of());

  private static final String LEADER_6 = "5@0.0.0.6:7";

  @ParameterizedTest(name = "case {0}: {1}, leader {2}")
  @MethodSource("cases")
  void theMastersAre(int number, List<String> list, String leader, List<String> expected) {
    assertThat(records(list, leader)).containsExactlyInAnyOrderElementsOf(expected);
  }

  static Stream<Arguments> cases() {
    List<String> none = List.of();
    List<String> srv =
        List.of(
            "SRV _leader._tcp.foo.com. leader.foo.com.:7",
            "SRV _leader._udp.foo.com. leader.foo.com.:7");
    List<String> two =
        join(
            srv,
            "A leader.foo.com. 0.0.0.6",
            "A master.foo.com. 0.0.0.6",
            "A master.foo.com. 0.0.0.8",
            "A master0.foo.com. 0.0.0.8",
            "A master1.foo.com. 0.0.0.6");
    return Stream.of(
        Arguments.of(49, none, "", none),
        Arguments.of(49, none, "@", none),
        Arguments.of(49, none, "1@", none),
        Arguments.of(49, none, "@2", none),
        Arguments.of(49, none, "3@4", none),
        Arguments.of(
            50,
            none,
            LEADER_6,
            join(
                srv,
                "A leader.foo.com. 0.0.0.6",
                "A master.foo.com. 0.0.0.6",
                "A master0.foo.com. 0.0.0.6")),
        Arguments.of(
            51,
            none,
            "5@[2001:db8::1]:7",
            join(
                srv,
                "AAAA leader.foo.com. 2001:db8:0:0:0:0:0:1",
                "AAAA master.foo.com. 2001:db8:0:0:0:0:0:1",
                "AAAA master0.foo.com. 2001:db8:0:0:0:0:0:1")),
        Arguments.of(52, List.of("0.0.0.8:9"), LEADER_6, two),
        Arguments.of(53, List.of("0.0.0.8:9", "0.0.0.8:9"), LEADER_6, two),
        Arguments.of(54, List.of("0.0.0.8:9", "0.0.0.6:7", "0.0.0.6:7"), LEADER_6, two),
        Arguments.of(
            55,
            List.of("0.0.0.8:9", "0.0.0.6:7", "[2001:db8::1]:0"),
            LEADER_6,
            join(
                two,
                "AAAA master.foo.com. 2001:db8:0:0:0:0:0:1",
                "AAAA master2.foo.com. 2001:db8:0:0:0:0:0:1")),
        Arguments.of(
            0,
            List.of("[2001:0db8:0::1]:7", "0.0.0.8:9"),
            "5@[2001:db8::1]:7",
            join(
                srv,
                "AAAA leader.foo.com. 2001:db8:0:0:0:0:0:1",
                "AAAA master.foo.com. 2001:db8:0:0:0:0:0:1",
                "A master.foo.com. 0.0.0.8",
                "AAAA master0.foo.com. 2001:db8:0:0:0:0:0:1",
                "A master1.foo.com. 0.0.0.8")));
  }

  @Test
  void aMasterWhoseNameIsNotResolvedYetKeepsItsNumber() {
    assertThat(records(List.of("unresolved.example:9", "0.0.0.6:7"), LEADER_6))
        .contains("A master1.foo.com. 0.0.0.6")
        .noneMatch(record -> record.contains("master0"));
  }

  private static Set<String> records(List<String> list, String leader) {
    Optional<AnnouncedEndpoint> leads;
    try {
      Upid pid = Upid.parse(leader);
      leads = Optional.of(new AnnouncedEndpoint(pid.host(), pid.port()));
    } catch (IllegalArgumentException malformed) {
      leads = Optional.empty();
    }
    return Cluster.text(
        MasterRecords.of(
            OPTIONS,
            list.stream().map(AnnouncedEndpoint::parse).toList(),
            leads,
            MasterRecordsTest::addresses,
            problem -> {}));
  }

  private static List<InetAddress> addresses(String host) {
    return IpText.parse(host).map(List::of).orElse(List.of());
  }

  private static List<String> join(List<String> list, String... more) {
    return Stream.concat(list.stream(), Stream.of(more)).toList();
  }
}
