package io.herald.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ReplyOpt;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.Transport;
import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.ResourceRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;

/** Aliases are alone at their names and followed; a TTL that is asked for is its name's. */
class AliasAndTtlTest {

  private static final Contribution TASKS =
      ZoneText.contribution(
          "web.marathon.mesos. A 10.0.0.1",
          "_web._tcp.marathon.mesos. SRV 0 1 80 web.marathon.mesos.");

  private static final Contribution FILE =
      ZoneText.contribution(
          "shop.mesos. CNAME web.marathon.mesos.",
          "store.mesos. CNAME shop.mesos.",
          "away.mesos. CNAME www.example.org.",
          "lost.mesos. CNAME nothing.marathon.mesos.",
          "back.mesos. CNAME 1.0.0.10.in-addr.arpa.",
          "one.mesos. CNAME two.mesos.",
          "two.mesos. CNAME one.mesos.",
          "service.mesos. CNAME _web._tcp.marathon.mesos.");

  private final Zone zone = loaded("mesos");
  private final Zone reverse = loaded("10.in-addr.arpa");
  private final QueryResponder responder =
      new QueryResponder(List.of(zone.index(), reverse.index()), ResponderSettings.DEFAULT, 1);

  private static Zone loaded(String apex) {
    ZoneSettings like = ZoneText.SETTINGS;
    Zone zone =
        new Zone(
            new ZoneSettings(
                DnsName.parse(apex),
                like.ttl(),
                like.primary(),
                like.mailbox(),
                like.refresh(),
                like.retry(),
                like.expire(),
                like.minimum(),
                like.nameServers()),
            ZoneText.CLOCK);
    zone.markLoaded();
    return zone;
  }

  private String answer(String name, String type) throws Exception {
    byte[] query = ZoneText.query(name, type).toWire();
    int length = responder.respond(query, query.length, Transport.UDP);
    return ZoneText.text(new Message(Arrays.copyOf(responder.reply(), length)))
        .lines()
        .filter(line -> !line.startsWith("Q "))
        .map(line -> line.replaceFirst(" (qr|aa|rd|ra|tc).*", ""))
        .collect(Collectors.joining("; "));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "shop.mesos. | A | NOERROR; AN shop.mesos. 60 CNAME web.marathon.mesos.;"
            + " AN web.marathon.mesos. 60 A 10.0.0.1",
        "STORE.Mesos. | A | NOERROR; AN STORE.Mesos. 60 CNAME shop.mesos.;"
            + " AN shop.mesos. 60 CNAME web.marathon.mesos.; AN web.marathon.mesos. 60 A 10.0.0.1",
        "shop.mesos. | CNAME | NOERROR; AN shop.mesos. 60 CNAME web.marathon.mesos.",
        "shop.mesos. | ANY | NOERROR; AN shop.mesos. 60 CNAME web.marathon.mesos.",
        "shop.mesos. | AAAA | NOERROR; AN shop.mesos. 60 CNAME web.marathon.mesos.; NS mesos. 30 SOA",
        "lost.mesos. | A | NXDOMAIN; AN lost.mesos. 60 CNAME nothing.marathon.mesos.;"
            + " NS mesos. 30 SOA",
        "away.mesos. | A | NOERROR; AN away.mesos. 60 CNAME www.example.org.",
        "back.mesos. | PTR | NOERROR; AN 1.0.0.10.in-addr.arpa. 60 PTR web.marathon.mesos.;"
            + " AN back.mesos. 60 CNAME 1.0.0.10.in-addr.arpa.",
        "back.mesos. | A | NOERROR; AN back.mesos. 60 CNAME 1.0.0.10.in-addr.arpa.;"
            + " NS 10.in-addr.arpa. 30 SOA",
        "service.mesos. | SRV | NOERROR;"
            + " AN _web._tcp.marathon.mesos. 60 SRV 0 1 80 web.marathon.mesos.;"
            + " AN service.mesos. 60 CNAME _web._tcp.marathon.mesos.;"
            + " AR web.marathon.mesos. 60 A 10.0.0.1",
      })
  void anAliasIsFollowedThroughOurZones(String name, String type, String expected)
      throws Exception {
    zone.apply(List.of(), List.of(TASKS, FILE));
    reverse.apply(
        List.of(),
        List.of(ZoneText.contribution("1.0.0.10.in-addr.arpa. PTR web.marathon.mesos.")));
    assertThat(answer(name, type).replaceAll("(SOA) ns1.*", "$1")).isEqualTo(expected);
  }

  @Test
  void aCircleEnds() throws Exception {
    zone.apply(List.of(), List.of(FILE));
    assertThat(answer("one.mesos.", "A"))
        .isEqualTo("NOERROR; AN one.mesos. 60 CNAME two.mesos.; AN two.mesos. 60 CNAME one.mesos.");
  }

  @Test
  void aPartThatIsNotLoadedYetIsNotDeniedBehindAnAlias() throws Exception {
    Zone partly = new Zone(ZoneText.SETTINGS, ZoneText.CLOCK);
    partly.apply(
        List.of(), List.of(ZoneText.contribution("shop.mesos. CNAME web.dev.announced.mesos.")));
    partly.markLoadedExcept(DnsName.parse("announced.mesos"));
    byte[] query = ZoneText.query("shop.mesos.", "A").toWire();
    QueryResponder alone = new QueryResponder(partly.index(), ResponderSettings.DEFAULT, 1);
    int length = alone.respond(query, query.length, Transport.UDP);
    assertThat(ZoneText.text(new Message(Arrays.copyOf(alone.reply(), length))))
        .startsWith("SERVFAIL")
        .doesNotContain("AN ");
  }

  @Test
  void besideAnAliasNothingIsShownAndWhatWasHiddenComesBack() throws Exception {
    List<ZoneChange> changes = new ArrayList<>();
    zone.apply(List.of(), List.of(TASKS));
    changes.add(zone.apply(List.of(), List.of(alias("web.marathon.mesos.", "db.mesos."))));
    assertThat(texts(changes.get(0).removed())).containsExactly("A web.marathon.mesos.");
    assertThat(texts(changes.get(0).added())).containsExactly("CNAME web.marathon.mesos.");
    assertThat(answer("web.marathon.mesos.", "A")).contains("CNAME").doesNotContain("10.0.0.1");
    assertThat(answer("web.marathon.mesos.", "ANY")).contains("CNAME").doesNotContain("10.0.0.1");
    assertThat(answer("_web._tcp.marathon.mesos.", "SRV")).doesNotContain("10.0.0.1");
    assertThat(transferred()).noneMatch(record -> record.startsWith("A web.marathon"));

    ZoneChange hidden =
        zone.apply(List.of(), List.of(ZoneText.contribution("web.marathon.mesos. A 10.0.0.2")));
    assertThat(hidden.added()).isEmpty();
    assertThat(hidden.removed()).isEmpty();

    ZoneChange back = zone.apply(List.of(alias("web.marathon.mesos.", "db.mesos.")), List.of());
    assertThat(texts(back.added()))
        .containsExactly("A web.marathon.mesos.", "A web.marathon.mesos.");
    assertThat(answer("web.marathon.mesos.", "A")).contains("10.0.0.1").contains("10.0.0.2");
  }

  @Test
  void theLeastTtlThatIsAskedForAtANameCounts() throws Exception {
    Contribution plain = ZoneText.contribution("web.marathon.mesos. A 10.0.0.1");
    Contribution five = withTtl(5, "web.marathon.mesos. A 10.0.0.2", "x.mesos. A 10.0.0.2");
    Contribution two = withTtl(2, "web.marathon.mesos. A 10.0.0.1");
    zone.apply(List.of(), List.of(plain));
    assertThat(answer("web.marathon.mesos.", "A")).contains(" 60 A ");
    ZoneChange change = zone.apply(List.of(), List.of(five));
    assertThat(change.removed()).hasSize(1);
    assertThat(change.added()).extracting(ResourceRecord::ttl).containsExactly(5, 5, 5);
    assertThat(answer("web.marathon.mesos.", "A"))
        .isEqualTo(
            "NOERROR; AN web.marathon.mesos. 5 A 10.0.0.1; AN web.marathon.mesos. 5 A 10.0.0.2");
    zone.apply(List.of(), List.of(two));
    assertThat(answer("web.marathon.mesos.", "A")).contains(" 2 A 10.0.0.1");
    zone.apply(List.of(two), List.of());
    assertThat(answer("web.marathon.mesos.", "A")).contains(" 5 A 10.0.0.1").doesNotContain(" 2 A");
    zone.apply(List.of(five), List.of());
    assertThat(answer("web.marathon.mesos.", "A"))
        .isEqualTo("NOERROR; AN web.marathon.mesos. 60 A 10.0.0.1");
    assertThat(answer("x.mesos.", "A")).startsWith("NXDOMAIN");
    assertThat(answer("web.marathon.mesos.", "TYPE65535")).startsWith("NOERROR; NS mesos.");
  }

  /** They are kept as records are, and are none. */
  @Test
  void thousandsOfTtlsThatAreAskedForAreNoLargeSet() throws Exception {
    List<String> told = new ArrayList<>();
    zone.report(
        new LargeSets(0, ReplyOpt.LONGEST, (owner, large) -> told.add(owner + " " + large)));
    List<Contribution> all = new ArrayList<>();
    for (int ttl = 7; ttl < 8000; ttl++) {
      all.add(withTtl(ttl, "web.marathon.mesos. A 10.0.0.1"));
    }
    zone.apply(List.of(), all);
    assertThat(answer("web.marathon.mesos.", "A"))
        .isEqualTo("NOERROR; AN web.marathon.mesos. 7 A 10.0.0.1");
    assertThat(told).isEmpty();
    zone.apply(all, List.of());
    assertThat(answer("web.marathon.mesos.", "A")).startsWith("NXDOMAIN");
  }

  /** Whatever comes and goes: the differences that are told make of the old zone the new one. */
  @Test
  void theDifferencesAddUpToTheZone() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    TreeSet<String> followed = new TreeSet<>(transferred());
    List<Contribution> there = new ArrayList<>();
    for (int step = 0; step < 2000; step++) {
      List<Contribution> out = new ArrayList<>();
      List<Contribution> in = new ArrayList<>();
      if (!there.isEmpty() && random.nextInt(3) == 0) {
        out.add(there.remove(random.nextInt(there.size())));
      }
      if (random.nextInt(3) > 0 && there.size() < 12) {
        String name = "n" + random.nextInt(4) + ".mesos.";
        Contribution made =
            random.nextInt(5) == 0
                ? alias(name, "target.mesos.")
                : withTtl(
                    random.nextInt(4) - 1, name + " A 10.0.0." + random.nextInt(3), "m" + name);
        in.add(made);
        there.add(made);
      }
      ZoneChange change = zone.apply(out, in);
      change.removed().forEach(record -> followed.remove(whole(record)));
      change.added().forEach(record -> followed.add(whole(record)));
      followed.removeIf(record -> record.startsWith("SOA"));
      assertThat(followed).as("seed %d, step %d", seed, step).isEqualTo(transferred());
    }
  }

  private static Contribution alias(String name, String of) {
    return ZoneText.contribution(name + " CNAME " + of);
  }

  /** A line without a type is one with an address. */
  private static Contribution withTtl(int ttl, String... lines) {
    List<ResourceRecord> records =
        Stream.of(lines)
            .map(line -> line.contains(" ") ? line : line + " A 10.9.9.9")
            .map(ZoneText::record)
            .toList();
    return new Contribution(records, ttl);
  }

  private Set<String> transferred() {
    TreeSet<String> records = new TreeSet<>();
    zone.snapshot().forEachRecord(record -> records.add(whole(record)));
    records.removeIf(record -> record.startsWith("SOA"));
    return records;
  }

  private static String whole(ResourceRecord record) {
    return record.type()
        + " "
        + record.owner()
        + " "
        + Arrays.toString(record.rdata())
        + " "
        + record.ttl(60);
  }

  private static List<String> texts(List<ResourceRecord> records) {
    return records.stream().map(record -> record.type() + " " + record.owner()).sorted().toList();
  }
}
