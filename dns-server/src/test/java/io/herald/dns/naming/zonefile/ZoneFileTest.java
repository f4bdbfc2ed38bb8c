package io.herald.dns.naming.zonefile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.zone.ZoneText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a master file may hold. */
class ZoneFileTest {

  private static final ZoneFile READER =
      new ZoneFile(
          List.of(DnsName.parse("mesos"), DnsName.parse("10.in-addr.arpa")),
          Set.of(DnsName.parse("ns1.mesos")));

  @Test
  void everyRecordIsReadAsRfc1035WritesIt() throws Exception {
    List<ResourceRecord> records =
        read(
            """
            ; records of our own
            $TTL 1h
            @           IN  TXT "our" "cluster"
            db          IN  A    10.9.0.1
                        IN  A    10.9.0.2
                            AAAA fd00::9
            _db._tcp    300 SRV  10 20 5432 DB
            $ORIGIN rack.mesos.
            sw1.mesos.  A 10.9.0.3
            sw2         A ( 10.9.0.4 ; over
                          )           ; several lines
            $ORIGIN 9.10.in-addr.arpa.
            1.0         PTR db.mesos.
            $GENERATE 5-6 host$.mesos. A 10.9.1.$
            1.0         PTR db.mesos.
            $ORIGIN mesos.
            shop        CNAME Web.Marathon
            shop        CNAME web.marathon
            away        CNAME www.example.org.
            """);
    assertThat(records)
        .containsExactlyInAnyOrder(
            ZoneText.record("mesos. TXT \"our\" \"cluster\""),
            ZoneText.record("db.mesos. A 10.9.0.1"),
            ZoneText.record("db.mesos. A 10.9.0.2"),
            ZoneText.record("db.mesos. AAAA fd00::9"),
            ZoneText.record("_db._tcp.mesos. SRV 10 20 5432 db.mesos."),
            ZoneText.record("sw1.mesos. A 10.9.0.3"),
            ZoneText.record("sw2.rack.mesos. A 10.9.0.4"),
            ZoneText.record("1.0.9.10.in-addr.arpa. PTR db.mesos."),
            ZoneText.record("shop.mesos. CNAME web.marathon.mesos."),
            ZoneText.record("away.mesos. CNAME www.example.org."),
            ZoneText.record("host5.mesos. A 10.9.1.5"),
            ZoneText.record("host6.mesos. A 10.9.1.6"));
  }

  @Test
  void anEmptyFileHasNone() throws Exception {
    assertThat(read("")).isEmpty();
    assertThat(read("; nothing\n\n")).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "db A 10.9.0.1.1 | own.zone:3: Invalid address: 10.9.0.1.1",
        "db A | own.zone:3: ",
        "db FROB 1 | own.zone:3: Invalid type",
        "db SRV 1 2 70000 x | own.zone:3: expected an 16 bit unsigned integer",
        "db SRV 1 2 x | own.zone:3: ",
        "a..b A 10.9.0.1 | own.zone:3: ",
        "db.example.org. A 10.9.0.1 | own.zone:3: db.example.org. is not in [mesos.,",
        "db MX 10 web | own.zone:3: records of type MX are not served; there are A, AAAA, CNAME,"
            + " PTR, SRV, TXT",
        "ok CNAME web | own.zone:3: ok.mesos. has a CNAME and a record beside it; a CNAME must be"
            + " alone",
        "later CNAME web | own.zone:4: later.mesos. has a CNAME and a record beside it",
        "alias CNAME other | own.zone:3: alias.mesos. is an alias already, of web.mesos.",
        "@ CNAME web | own.zone:3: mesos. has a SOA and an NS record, so it can't be an alias",
        "ns1 CNAME web | own.zone:3: ns1.mesos. is a name server, which must not be an alias",
        "@ SOA ns1 root 1 2 3 4 5 | own.zone:3: an SOA record: the server makes its own; leave it",
        "sub NS ns1 | own.zone:3: an NS record: the server makes its own; leave it out",
        "* A 10.9.0.1 | own.zone:3: *.mesos.: wildcards are not served; write each name",
        "db CH A 10.9.0.1 | own.zone:3: ",
        "$INCLUDE /etc/passwd | own.zone:3: $INCLUDE encountered",
        "$FROB 1 | own.zone:3: Invalid directive",
        "db A ( 10.9.0.1 | own.zone:4: ",
      })
  void aLineThatIsNoGoodIsNamed(String line, String message) {
    assertThatThrownBy(
            () -> read("ok A 10.9.0.1\nalias CNAME web\n" + line + "\nlater A 10.9.0.2\n"))
        .isInstanceOf(ZoneFileException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void aRunawayGenerateEndsBeforeMemoryDoes() {
    assertThatThrownBy(() -> read("$GENERATE 0-99999999 h$ A 10.0.0.1\n"))
        .isInstanceOf(ZoneFileException.class)
        .hasMessage("own.zone:1: there are more than 100000 records");
  }

  @FuzzTest(maxDuration = "60s")
  void whateverItHoldsItIsReadOrRefusedWithItsLine(byte[] bytes) throws IOException {
    try {
      READER
          .read(new ByteArrayInputStream(bytes), "own.zone")
          .forEach(record -> assertThat(record.owner().labels()).isPositive());
    } catch (ZoneFileException e) {
      assertThat(e).hasMessageMatching("(?s)own\\.zone:\\d+: .+");
    }
  }

  private static List<ResourceRecord> read(String text) throws Exception {
    return READER.read(new ByteArrayInputStream(text.getBytes(UTF_8)), "own.zone");
  }
}
