package io.herald.dns.naming.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Announcement;
import io.herald.dns.naming.Cluster;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.record.ResourceRecord;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.Problem;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names of one announcement, whole. */
class AnnouncementRecordsTest {

  private static final SetName NAMES = new SetName(LabelRules.RFC1123, "/aurora");
  private static final Announcement HELLO =
      Announced.ports(
          Announced.at("/aurora/www/prod/hello", 7, 3, "10.0.0.1", 31000),
          Map.of("http", 31000, "aurora", 31000, "health_Check", 31001));

  private final List<Problem> problems = new ArrayList<>();

  @Test
  void oneMemberOfAJob() throws Exception {
    assertThat(text(HELLO, Map.of("10.0.0.1", List.of(ip("10.0.0.1")))))
        .containsExactlyInAnyOrder(
            "A hello.prod.www.announced.mesos. 10.0.0.1",
            "A member-0000000007.hello.prod.www.announced.mesos. 10.0.0.1",
            "A 3.hello.prod.www.announced.mesos. 10.0.0.1",
            srv("_hello.prod.www._tcp.announced", 31000),
            srv("_hello._tcp.prod.www.announced", 31000),
            srv("_http._hello.prod.www._tcp.announced", 31000),
            srv("_http._tcp.hello.prod.www.announced", 31000),
            srv("_http._tcp.3.hello.prod.www.announced", 31000),
            srv("_aurora._hello.prod.www._tcp.announced", 31000),
            srv("_aurora._tcp.hello.prod.www.announced", 31000),
            srv("_aurora._tcp.3.hello.prod.www.announced", 31000),
            srv("_health-check._hello.prod.www._tcp.announced", 31001),
            srv("_health-check._tcp.hello.prod.www.announced", 31001),
            srv("_health-check._tcp.3.hello.prod.www.announced", 31001));
    assertThat(problems).isEmpty();
  }

  @Test
  void aNameWithAnUnderscoreHasBothForms() throws Exception {
    Announcement member = Announced.at("/aurora/vagrant/test/http_example", 1, -1, "h", 80);
    assertThat(text(member, Map.of("h", List.of(ip("10.0.0.1"), ip("2001:db8::1")))))
        .containsExactlyInAnyOrder(
            "A http_example.test.vagrant.announced.mesos. 10.0.0.1",
            "AAAA http_example.test.vagrant.announced.mesos. 2001:db8:0:0:0:0:0:1",
            "A member-0000000001.http_example.test.vagrant.announced.mesos. 10.0.0.1",
            "AAAA member-0000000001.http_example.test.vagrant.announced.mesos."
                + " 2001:db8:0:0:0:0:0:1",
            "SRV _http_example.test.vagrant._tcp.announced.mesos."
                + " member-0000000001.http_example.test.vagrant.announced.mesos.:80",
            "SRV _http_example._tcp.test.vagrant.announced.mesos."
                + " member-0000000001.http_example.test.vagrant.announced.mesos.:80",
            "A http-example.test.vagrant.announced.mesos. 10.0.0.1",
            "AAAA http-example.test.vagrant.announced.mesos. 2001:db8:0:0:0:0:0:1",
            "A member-0000000001.http-example.test.vagrant.announced.mesos. 10.0.0.1",
            "AAAA member-0000000001.http-example.test.vagrant.announced.mesos."
                + " 2001:db8:0:0:0:0:0:1",
            "SRV _http-example.test.vagrant._tcp.announced.mesos."
                + " member-0000000001.http-example.test.vagrant.announced.mesos.:80",
            "SRV _http-example._tcp.test.vagrant.announced.mesos."
                + " member-0000000001.http-example.test.vagrant.announced.mesos.:80");
  }

  @Test
  void anEndpointOnAnotherHostHasATargetOfItsOwn() throws Exception {
    Announcement split =
        Announced.endpoints(
            Announced.at("/aurora/www/prod/hello", 7, -1, "10.0.0.1", 80),
            Map.of("admin", new AnnouncedEndpoint("10.0.0.2", 81)));
    assertThat(
            text(
                split,
                Map.of("10.0.0.1", List.of(ip("10.0.0.1")), "10.0.0.2", List.of(ip("10.0.0.2")))))
        .contains(
            "A hello.prod.www.announced.mesos. 10.0.0.1",
            "A admin.member-0000000007.hello.prod.www.announced.mesos. 10.0.0.2",
            "SRV _admin._hello.prod.www._tcp.announced.mesos."
                + " admin.member-0000000007.hello.prod.www.announced.mesos.:81")
        .doesNotContain("A hello.prod.www.announced.mesos. 10.0.0.2");
  }

  @Test
  void whileItsHostIsNotResolvedAMemberHasPortsAndNoAddresses() throws Exception {
    assertThat(text(HELLO, Map.of()))
        .noneMatch(record -> record.startsWith("A"))
        .contains(srv("_http._hello.prod.www._tcp.announced", 31000));
  }

  @Test
  void port0IsReportedAndTheRestIsServed() throws Exception {
    Announcement unbound =
        Announced.endpoints(
            Announced.at("/aurora/www/prod/hello", 7, 3, "10.0.0.1", 0),
            Map.of("http", new AnnouncedEndpoint("10.0.0.1", 80)));
    assertThat(text(unbound, Map.of("10.0.0.1", List.of(ip("10.0.0.1")))))
        .contains(
            "A hello.prod.www.announced.mesos. 10.0.0.1",
            srv("_http._hello.prod.www._tcp.announced", 80))
        .noneMatch(record -> record.endsWith(":0"));
    assertThat(problems).extracting(Problem::kind).contains(EntityProblem.PORT);
  }

  @Test
  void whatCanNotStandInAnyNameIsReported() throws Exception {
    assertThat(text(Announced.at("/aurora/www/prod/###", 1, 0, "10.0.0.1", 80), Map.of()))
        .isEmpty();
    assertThat(text(Announced.at("/aurora", 1, 0, "10.0.0.1", 80), Map.of())).isEmpty();
    assertThat(
            text(
                Announced.ports(
                    Announced.at("/aurora/www/prod/hello", 7, 3, "10.0.0.1", 80), Map.of("**", 81)),
                Map.of()))
        .hasSize(2);
    assertThat(problems)
        .extracting(Problem::kind)
        .containsExactly(NameProblem.EMPTY_LABEL, NameProblem.EMPTY_LABEL, NameProblem.EMPTY_LABEL);
  }

  @ParameterizedTest
  @CsvSource({"5, 5, 0", "65535, 65535, 0", "0, 1, 0", "-1, 1, 1", "65536, 1, 1", "many, 1, 1"})
  void metadataMayGiveTheWeight(String text, int weight, int reported) {
    List<ResourceRecord> records =
        AnnouncementRecords.of(
                Cluster.OPTIONS,
                NAMES,
                Announced.metadata(HELLO, Map.of("weight", text)),
                Map.of(),
                problems::add)
            .records();
    assertThat(records)
        .isNotEmpty()
        .allSatisfy(
            record ->
                assertThat(ByteBuffer.wrap(record.rdata()).getShort(2) & 0xffff).isEqualTo(weight));
    assertThat(problems).hasSize(reported);
  }

  private SortedSet<String> text(
      Announcement announcement, Map<String, List<InetAddress>> addresses) {
    return Cluster.text(
        AnnouncementRecords.of(Cluster.OPTIONS, NAMES, announcement, addresses, problems::add));
  }

  private static String srv(String owner, int port) {
    return "SRV " + owner + ".mesos. member-0000000007.hello.prod.www.announced.mesos.:" + port;
  }

  private static InetAddress ip(String text) throws Exception {
    return InetAddress.getByName(text);
  }
}
