package io.herald.skydns.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.skydns.message.SkydnsJson;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** The cases S1 to S16 of the load balancing document's table of SkyDNS, by number. */
class SkydnsAnswersTest {

  private static final String S1 = "east/production/rails/1";
  private static final String NAMED = "{\"host\":\"service1.example.com\",\"port\":8080}";

  private final Map<String, String> keys = new LinkedHashMap<>();
  private final Map<String, Long> leases = new LinkedHashMap<>();
  private SkydnsRules rules = SkydnsRules.SKYDNS;

  private SkydnsAnswersTest key(String key, String value) {
    keys.put((key.startsWith("/") ? "" : "/local/skydns/") + key, value);
    return this;
  }

  private SkydnsAnswer ask(String type, String name) throws Exception {
    SkydnsKeys snapshot = new SkydnsKeys();
    for (Map.Entry<String, String> key : keys.entrySet()) {
      snapshot.put(
          key.getKey(),
          SkydnsLeaf.of(
              SkydnsJson.parse(key.getKey(), key.getValue().getBytes(UTF_8)),
              leases.getOrDefault(key.getKey(), 0L)));
    }
    String whole =
        name.endsWith(".") ? name : name.isEmpty() ? "skydns.local." : name + ".skydns.local.";
    return new SkydnsAnswers(
            snapshot,
            List.of(Name.fromConstantString("skydns.local.")),
            rules,
            lease -> lease,
            () -> 7)
        .answer(Name.fromString(whole), Type.value(type))
        .orElseThrow();
  }

  /** Records as {@code ttl TYPE data}, with the domain left out, in order of their texts. */
  private static List<String> texts(List<Record> records) {
    return records.stream()
        .map(
            record ->
                (record.getTTL()
                        + " "
                        + Type.string(record.getType())
                        + " "
                        + record.rdataToString())
                    .replace(".skydns.local.", "~"))
        .sorted()
        .toList();
  }

  private List<String> answers(String type, String name) throws Exception {
    return texts(ask(type, name).answer());
  }

  private SkydnsAnswersTest s2() {
    return key(S1, NAMED)
        .key("east/staging/rails/4", "{\"host\":\"10.0.1.125\",\"port\":8080}")
        .key("east/staging/rails/6", "{\"host\":\"2003::8:1\",\"port\":8080}");
  }

  @Test
  void s1AHostWithAName() throws Exception {
    key(S1, NAMED);
    assertThat(answers("SRV", "1.rails.production.east"))
        .containsExactly("3600 SRV 10 100 8080 service1.example.com.");
  }

  @Test
  void s2EveryLeafBelow() throws Exception {
    SkydnsAnswer answer = s2().ask("SRV", "east");
    assertThat(texts(answer.answer()))
        .containsExactly(
            "3600 SRV 10 33 8080 4.rails.staging.east~",
            "3600 SRV 10 33 8080 6.rails.staging.east~",
            "3600 SRV 10 33 8080 service1.example.com.");
    assertThat(answer.additional())
        .extracting(Record::getName)
        .extracting(Name::toString)
        .containsExactlyInAnyOrder(
            "4.rails.staging.east.skydns.local.", "6.rails.staging.east.skydns.local.");
    assertThat(texts(answer.additional()))
        .containsExactly("3600 A 10.0.1.125", "3600 AAAA 2003:0:0:0:0:0:8:1");
  }

  @Test
  void s3AddressesOfTheFamilyAlone() throws Exception {
    assertThat(s2().answers("A", "staging.east")).containsExactly("3600 A 10.0.1.125");
    assertThat(answers("AAAA", "staging.east")).containsExactly("3600 AAAA 2003:0:0:0:0:0:8:1");
  }

  @ParameterizedTest
  @CsvSource({"production.*", "production.any", "PRODUCTION.Any"})
  void s4AWildcardIsOneLabel(String name) throws Exception {
    s2().key("west/production/rails/2", "{\"host\":\"10.0.1.126\"}");
    assertThat(answers("A", name)).containsExactly("3600 A 10.0.1.126");
    assertThat(answers("A", "rails.*.west")).containsExactly("3600 A 10.0.1.126");
    assertThat(answers("A", "*.west")).containsExactly("3600 A 10.0.1.126");
    assertThat(ask("A", "rails.*").rcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void s5WeightsAreSharesOfAHundred() throws Exception {
    key("w/a", "{\"host\":\"10.0.0.1\",\"weight\":120}");
    key("w/b", "{\"host\":\"10.0.0.2\",\"weight\":100}");
    key("w/c", "{\"host\":\"10.0.0.3\",\"weight\":130}");
    assertThat(answers("SRV", "w"))
        .containsExactly("3600 SRV 10 28 0 b.w~", "3600 SRV 10 34 0 a.w~", "3600 SRV 10 37 0 c.w~");
  }

  /** A hundredth of the sum is no number of theirs: {@code 100.0 / 97 * 97} is below 100. */
  @Test
  void weightsAreRoundedAsTheyRound() throws Exception {
    key("w/a", "{\"host\":\"10.0.0.1\",\"weight\":97}");
    assertThat(answers("SRV", "w")).containsExactly("3600 SRV 10 99 0 a.w~");
    key("v/a", "{\"host\":\"10.0.0.1\",\"weight\":98}");
    assertThat(answers("SRV", "v")).containsExactly("3600 SRV 10 100 0 a.v~");
  }

  @Test
  void s6EachPriorityHasSharesOfItsOwn() throws Exception {
    key("p/a", "{\"host\":\"10.0.0.1\",\"priority\":5}");
    key("p/b", "{\"host\":\"10.0.0.2\"}").key("p/c", "{\"host\":\"10.0.0.3\"}");
    assertThat(answers("SRV", "p"))
        .containsExactly("3600 SRV 10 50 0 b.p~", "3600 SRV 10 50 0 c.p~", "3600 SRV 5 100 0 a.p~");
  }

  @Test
  void s7LabelsAreStrippedFromTheTarget() throws Exception {
    key("bar/x1", "{\"host\":\"192.168.0.1\",\"port\":80,\"targetstrip\":1}");
    SkydnsAnswer answer = ask("SRV", "bar");
    assertThat(texts(answer.answer())).containsExactly("3600 SRV 10 100 80 bar~");
    assertThat(answer.additional().get(0).getName()).hasToString("bar.skydns.local.");
  }

  @Test
  void s8OneHostWithTwoPortsIsOneAddress() throws Exception {
    key("svc/http", "{\"host\":\"1.1.1.1\",\"port\":80}");
    key("svc/https", "{\"host\":\"1.1.1.1\",\"port\":443}");
    assertThat(answers("A", "svc")).containsExactly("3600 A 1.1.1.1");
    assertThat(answers("SRV", "svc"))
        .containsExactly("3600 SRV 10 50 443 https.svc~", "3600 SRV 10 50 80 http.svc~");
  }

  @Test
  void s9TheGroupNearestToTheTopWins() throws Exception {
    key("dom/a", "{\"host\":\"10.0.0.1\",\"group\":\"g1\"}");
    key("dom/b", "{\"host\":\"10.0.0.2\",\"group\":\"g1\"}");
    key("dom/sub/c", "{\"host\":\"10.0.0.3\",\"group\":\"g2\"}");
    key("dom/sub/d", "{\"host\":\"10.0.0.4\",\"group\":\"g2\"}");
    assertThat(answers("A", "dom")).containsExactly("3600 A 10.0.0.1", "3600 A 10.0.0.2");
    assertThat(answers("A", "sub.dom")).containsExactly("3600 A 10.0.0.3", "3600 A 10.0.0.4");
    key("dom/e", "{\"host\":\"10.0.0.5\",\"group\":\"g3\"}");
    assertThat(answers("A", "dom")).hasSize(5);
  }

  @Test
  void s10LeavesWithoutGroupAreShownWithEach() throws Exception {
    key("dom/a", "{\"host\":\"10.0.0.1\",\"group\":\"g1\"}");
    key("dom/sub/b", "{\"host\":\"10.0.0.2\"}");
    assertThat(answers("A", "dom")).containsExactly("3600 A 10.0.0.1", "3600 A 10.0.0.2");
  }

  @Test
  void s11TextAndWhatIsNotThere() throws Exception {
    key("t/x", "{\"text\":\"hello\"}");
    assertThat(answers("TXT", "t")).containsExactly("3600 TXT \"hello\"");
    String soa = "30 SOA ns.dns~ hostmaster~ 7 28800 7200 604800 30";
    SkydnsAnswer noData = ask("A", "t");
    assertThat(noData.rcode()).isEqualTo(Rcode.NOERROR);
    assertThat(texts(noData.authority())).containsExactly(soa);
    SkydnsAnswer noName = ask("A", "nope");
    assertThat(noName.rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(texts(noName.authority())).containsExactly(soa);
    key("t/x", "{\"text\":\"" + "\u00e4\\\"".repeat(100) + "\"}");
    List<byte[]> strings = ((TXTRecord) ask("TXT", "t").answer().get(0)).getStringsAsByteArrays();
    assertThat(strings).extracting(bytes -> bytes.length).containsExactly(255, 45);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    strings.forEach(whole::writeBytes);
    assertThat(whole.toString(UTF_8)).isEqualTo("\u00e4\"".repeat(100));
  }

  @ParameterizedTest(name = "{0}, ttl {1}, lease of {2} s: TTL {3}")
  @CsvSource({
    "SKYDNS, 60, 20, 20", "COREDNS, 60, 20, 30", "SKYDNS, 10, 20, 10", "COREDNS, 10, 20, 10",
    "SKYDNS, 0, 20, 20", "COREDNS, 0, 90000, 86400", "SKYDNS, 0, 0, 3600", "COREDNS, 0, 0, 300",
  })
  void s12NoTtlIsLongerThanTheLease(String whose, int ttl, long lease, long expected)
      throws Exception {
    rules = whose.equals("SKYDNS") ? SkydnsRules.SKYDNS : SkydnsRules.COREDNS;
    key("e/1", "{\"host\":\"10.0.0.1\",\"ttl\":" + ttl + "}");
    leases.put("/local/skydns/e/1", lease);
    assertThat(answers("A", "e")).containsExactly(expected + " A 10.0.0.1");
  }

  @Test
  void s13ACircleIsNoAnswer() throws Exception {
    key("db1", "{\"host\":\"db2.skydns.local\"}").key("db2", "{\"host\":\"db1.skydns.local\"}");
    SkydnsAnswer answer = ask("A", "db1");
    assertThat(answer.rcode()).isEqualTo(Rcode.NOERROR);
    assertThat(answer.answer()).isEmpty();
    key("self", "{\"host\":\"self.skydns.local\"}");
    assertThat(answers("A", "self")).isEmpty();
  }

  @Test
  void s14AddressesHaveNames() throws Exception {
    key("/arpa/in-addr/10/0/1/125", "{\"host\":\"4.rails.staging.east.skydns.local\"}");
    SkydnsAnswer answer = ask("PTR", "125.1.0.10.in-addr.arpa.");
    assertThat(texts(answer.answer())).containsExactly("3600 PTR 4.rails.staging.east~");
    assertThat(answer.authoritative()).isFalse();
  }

  @Test
  void s15NameServersOfTheDomain() throws Exception {
    key("dns/ns/ns1", "{\"host\":\"172.16.0.1\"}").key("dns/ns/no", "{\"host\":\"a.b\"}");
    SkydnsAnswer answer = ask("NS", "");
    assertThat(texts(answer.answer())).containsExactly("3600 NS ns1.ns.dns~");
    assertThat(texts(answer.additional())).containsExactly("3600 A 172.16.0.1");
    assertThat(answers("NS", "dns")).isEmpty();
  }

  @Test
  void s16AnAliasComposesEnvironments() throws Exception {
    key("dev/db", "{\"host\":\"10.1.0.1\"}").key("prod/db", "{\"host\":\"10.2.0.1\"}");
    key("prod/billing", "{\"host\":\"10.2.0.2\"}");
    key("dev/billing", "{\"host\":\"billing.prod.skydns.local\"}");
    // What the resolver of a client of dev asks by its search list, and that of a client of test.
    assertThat(answers("A", "db.dev")).containsExactly("3600 A 10.1.0.1");
    assertThat(answers("A", "billing.dev"))
        .containsExactly("3600 A 10.2.0.2", "3600 CNAME billing.prod~");
    assertThat(answers("A", "db.prod")).containsExactly("3600 A 10.2.0.1");
    assertThat(ask("A", "billing.test").rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(ask("A", "billing").rcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @ParameterizedTest(name = "{0}: a chain of {1} aliases ends at an address: {2}")
  @CsvSource({
    "SKYDNS, 8, true",
    "SKYDNS, 9, false",
    "COREDNS, 10, true",
    "COREDNS, 11, false",
  })
  void chainsAreFollowedSoFar(String whose, int aliases, boolean found) throws Exception {
    rules = whose.equals("SKYDNS") ? SkydnsRules.SKYDNS : SkydnsRules.COREDNS;
    for (int i = 0; i < aliases; i++) {
      key("c" + i, "{\"host\":\"c" + (i + 1) + ".skydns.local\"}");
    }
    key("c" + aliases, "{\"host\":\"10.0.0.1\"}");
    assertThat(answers("A", "c0")).hasSize(found ? aliases + 1 : 0);
  }

  @Test
  void ttlsOfOneAnswerAreTheLeastOrEachItsOwn() throws Exception {
    key("m/a", "{\"host\":\"10.0.0.1\",\"ttl\":60}").key("m/b", "{\"host\":\"10.0.0.2\"}");
    assertThat(answers("A", "m")).containsExactly("60 A 10.0.0.1", "60 A 10.0.0.2");
    rules = SkydnsRules.COREDNS;
    assertThat(answers("A", "m")).containsExactly("300 A 10.0.0.2", "60 A 10.0.0.1");
  }

  @Test
  void aWeightBelowOneIsZeroOrLifted() throws Exception {
    key("w/a", "{\"host\":\"10.0.0.1\",\"weight\":1}");
    key("w/b", "{\"host\":\"10.0.0.2\",\"weight\":1000}");
    assertThat(answers("SRV", "w")).contains("3600 SRV 10 0 0 a.w~");
    rules = SkydnsRules.COREDNS;
    assertThat(answers("SRV", "w")).contains("300 SRV 10 1 0 a.w~");
  }

  @Test
  void theDomainsOwnAddressesAreAllOrThoseOfItsApex() throws Exception {
    key("a/b", "{\"host\":\"10.0.0.1\"}").key("dns/apex/x", "{\"host\":\"10.0.0.2\"}");
    assertThat(answers("A", "")).containsExactly("3600 A 10.0.0.1", "3600 A 10.0.0.2");
    rules = SkydnsRules.COREDNS;
    assertThat(answers("A", "")).containsExactly("300 A 10.0.0.2");
  }

  @Test
  void equalKeysCountOnceOrEachHasItsShare() throws Exception {
    key("e/a", "{\"host\":\"10.0.0.1\",\"port\":80}");
    key("e/b", "{\"host\":\"10.0.0.1\",\"port\":80}");
    key("e/c", "{\"host\":\"10.0.0.2\",\"port\":80}");
    assertThat(answers("SRV", "e"))
        .containsExactly("3600 SRV 10 50 80 a.e~", "3600 SRV 10 50 80 c.e~");
    assertThat(answers("A", "e")).containsExactly("3600 A 10.0.0.1", "3600 A 10.0.0.2");
    rules = SkydnsRules.COREDNS;
    assertThat(answers("SRV", "e"))
        .containsExactly("300 SRV 10 33 80 a.e~", "300 SRV 10 33 80 b.e~", "300 SRV 10 33 80 c.e~");
    assertThat(answers("A", "e")).containsExactly("300 A 10.0.0.1", "300 A 10.0.0.2");
  }

  @Test
  void aNamesOwnKeyIsAnsweredBesideThoseBelowItOrOnlyWithoutThem() throws Exception {
    key("o", "{\"host\":\"10.0.0.1\"}").key("o/a", "{\"host\":\"10.0.0.2\"}");
    key("alone", "{\"host\":\"10.0.0.3\"}");
    assertThat(answers("A", "o")).containsExactly("3600 A 10.0.0.1", "3600 A 10.0.0.2");
    rules = SkydnsRules.COREDNS;
    assertThat(answers("A", "o")).containsExactly("300 A 10.0.0.2");
    assertThat(answers("A", "a.o")).containsExactly("300 A 10.0.0.2");
    assertThat(answers("A", "alone")).containsExactly("300 A 10.0.0.3");
    assertThat(answers("A", "*")).contains("300 A 10.0.0.1");
  }

  @Test
  void otherCharactersAreLookedForAsTheyAreSpelledInKeys() throws Exception {
    key("\\195\\188n/a\\@b", "{\"host\":\"10.0.0.1\",\"port\":80}");
    SkydnsAnswer answer = ask("SRV", "\\195\\188N");
    assertThat(answer.answer())
        .extracting(Record::rdataToString)
        .containsExactly("10 100 80 a\\@b.\\195\\188n.skydns.local.");
    assertThat(answer.additional())
        .extracting(Record::getName)
        .extracting(Name::toString)
        .containsExactly("a\\@b.\\195\\188n.skydns.local.");
  }

  @Test
  void mailServersAreThoseThatSaySo() throws Exception {
    key("m/a", "{\"host\":\"mx.example.com\",\"mail\":true,\"priority\":20}");
    key("m/b", "{\"host\":\"10.0.0.1\",\"mail\":true}").key("m/c", "{\"host\":\"10.0.0.2\"}");
    SkydnsAnswer answer = ask("MX", "m");
    assertThat(texts(answer.answer()))
        .containsExactly("3600 MX 10 b.m~", "3600 MX 20 mx.example.com.");
    assertThat(texts(answer.additional())).containsExactly("3600 A 10.0.0.1");
  }

  @Test
  void anAliasThatLeadsOutsideIsLeftToTheClientIfNothingElseIsThere() throws Exception {
    key("o", "{\"host\":\"www.example.com\"}");
    assertThat(answers("A", "o")).containsExactly("3600 CNAME www.example.com.");
    assertThat(answers("CNAME", "o")).containsExactly("3600 CNAME www.example.com.");
    key("n/1", "{\"host\":\"www.example.com\"}").key("n/2", "{\"host\":\"10.0.0.1\"}");
    assertThat(answers("A", "n")).containsExactly("3600 A 10.0.0.1");
    assertThat(answers("CNAME", "n")).isEmpty();
  }

  @Test
  void anyIsRefusedAndOtherNamesAreNotOurs() throws Exception {
    key("a", "{\"host\":\"10.0.0.1\"}");
    assertThat(ask("ANY", "a").rcode()).isEqualTo(Rcode.REFUSED);
    assertThat(
            new SkydnsAnswers(
                    new SkydnsKeys(),
                    List.of(Name.fromConstantString("skydns.local.")),
                    rules,
                    lease -> 0,
                    () -> 1)
                .answer(Name.fromConstantString("example.com."), Type.A))
        .isEmpty();
  }

  @Test
  void aSubtreeWithVeryManyKeysIsAnsweredInPart() throws Exception {
    for (int i = 0; i < SkydnsAnswers.MOST_KEYS + 10; i++) {
      key("many/" + i, "{\"host\":\"10.0." + i / 250 + "." + i % 250 + "\"}");
    }
    assertThat(answers("A", "many")).hasSize(SkydnsAnswers.MOST_KEYS);
    assertThat(new ArrayList<>(answers("A", "7.many"))).hasSize(1);
  }
}
