package io.herald.skydns.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.skydns.answer.KeyEnvironments.Import;
import io.herald.skydns.message.SkydnsJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Keys of the environments test, prod, dev and of infra, which is shared: who asks for what, and
 * what is answered. {@code ~} stands for {@code .skydns.local.}
 */
class KeyEnvironmentsTest {

  private static final List<Name> DOMAINS = List.of(Name.fromConstantString("skydns.local."));

  private static final KeyEnvironments ENVIRONMENTS =
      new KeyEnvironments(
          Map.of(
              "test", List.of("/local/skydns/test"),
              "prod", List.of("/local/skydns/prod", "/local/skydns/bare-metal/p"),
              "dev", List.of("/local/skydns/dev"),
              "infra", List.of("/local/skydns/infra")),
          Set.of("infra"),
          List.of(
              new Import("test", "ledger", "prod", "books"),
              new Import("test", "nothing", "prod", "nobody")));

  private final SkydnsKeys keys = new SkydnsKeys();

  @BeforeEach
  void keys() throws Exception {
    key("test/db/1", "{'host':'10.1.0.1','port':5432}");
    key("prod/db/1", "{'host':'10.2.0.1','port':5433}");
    key("prod/billing/1", "{'host':'10.2.0.2','port':8080,'text':'v2'}");
    key("prod/billing-old/1", "{'host':'10.2.0.22'}");
    key("prod/books/1", "{'host':'10.2.0.3','port':8081,'ttl':20}");
    key("prod/secret/1", "{'host':'10.2.0.4','port':1}");
    key("bare-metal/p/tape/1", "{'host':'10.2.0.5'}");
    key("infra/zookeeper/1", "{'host':'10.3.0.1','port':2181}");
    key("infra/peek", "{'host':'secret.prod.skydns.local'}");
    key("kafka/1", "{'host':'10.4.0.1','port':9092}");
    key("look", "{'host':'secret.prod.skydns.local'}");
    key("bare-metal/free/1", "{'host':'10.4.0.2'}");
    // aliases: of one name, through another environment's alias, of a server with a port
    key("test/billing", "{'host':'billing.prod.skydns.local','ttl':30}");
    key("test/deep", "{'host':'chain.prod.skydns.local'}");
    key("prod/chain", "{'host':'far.dev.skydns.local'}");
    key("dev/far/1", "{'host':'10.5.0.1','port':7}");
    key("dev/near/1", "{'host':'10.5.0.2','port':8}");
    key("dev/http", "{'host':'billing.prod.skydns.local','port':80}");
    // the whole of an environment is no name of it
    key("dev/all", "{'host':'prod.skydns.local'}");
    key("dev/world", "{'host':'skydns.local'}");
    put("/arpa/in-addr/10/2/0/4", "{'host':'secret.prod.skydns.local'}");
    put("/arpa/in-addr/10/2/0/2", "{'host':'billing.prod.skydns.local'}");
  }

  private void key(String key, String value) throws Exception {
    put("/local/skydns/" + key, value);
  }

  private void put(String path, String value) throws Exception {
    keys.put(
        path, SkydnsLeaf.of(SkydnsJson.parse(path, value.replace('\'', '"').getBytes(UTF_8)), 0));
  }

  private SkydnsAnswers answers() {
    return new SkydnsAnswers(keys, DOMAINS, SkydnsRules.COREDNS, lease -> lease, () -> 7)
        .withEnvironments(ENVIRONMENTS);
  }

  private List<String> ask(String environment, String name, String type) throws Exception {
    Optional<SkydnsAnswer> answer =
        answers()
            .answer(
                Name.fromString(name.replace("~", ".skydns.local."), Name.root),
                Type.value(type),
                Optional.of(environment).filter(text -> !text.equals("none")));
    if (answer.isEmpty()) {
      return List.of("not here");
    }
    List<String> texts = new ArrayList<>(texts(answer.get().answer()));
    if (texts.isEmpty()) {
      int rcode = answer.get().rcode();
      texts.add(rcode == Rcode.NOERROR ? "NODATA" : Rcode.string(rcode));
    }
    return texts;
  }

  private static List<String> texts(List<Record> records) {
    return records.stream()
        .map(
            record ->
                (record.getName()
                        + " "
                        + record.getTTL()
                        + " "
                        + Type.string(record.getType())
                        + " "
                        + record.rdataToString())
                    .replace(".skydns.local.", "~"))
        .toList();
  }

  @ParameterizedTest(name = "{0} {1} {2}: {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        // its own: by the whole name, by the short one, without a domain
        "test | db.test~ | A | db.test~ 300 A 10.1.0.1",
        "test | db~ | A | db~ 300 A 10.1.0.1",
        "test | DB~ | A | DB~ 300 A 10.1.0.1",
        "test | db | A | db. 300 A 10.1.0.1",
        "test | db | AAAA | NODATA",
        "test | 1.db~ | A | 1.db~ 300 A 10.1.0.1",
        "test | db~ | SRV | db~ 300 SRV 10 100 5432 1.db.test~",
        "prod | db~ | A | db~ 300 A 10.2.0.1",
        "prod | tape~ | A | tape~ 300 A 10.2.0.5",
        // never the other's
        "test | db.prod~ | A | NXDOMAIN",
        "prod | db.test~ | A | NXDOMAIN",
        "test | secret~ | A | NXDOMAIN",
        "test | secret | A | not here",
        "test | secret.prod~ | SRV | NXDOMAIN",
        "test | tape.p.bare-metal~ | A | NXDOMAIN",
        "dev | prod~ | A | prod~ 300 A 10.2.0.2", // the one that it imports, of all below it
        "infra | dev~ | A | NXDOMAIN",
        "test | *.prod~ | SRV"
            + " | *.prod~ 300 SRV 10 33 8080 1.billing.prod~,"
            + " *.prod~ 20 SRV 10 33 8081 1.books.prod~, *.prod~ 300 SRV 10 33 0 far.dev~",
        "test | any.secret.*~ | A | NXDOMAIN",
        // shared, and everyone's
        "test | zookeeper~ | A | zookeeper~ 300 A 10.3.0.1",
        "prod | zookeeper | SRV | zookeeper. 300 SRV 10 100 2181 1.zookeeper.infra~",
        "test | zookeeper.infra~ | A | zookeeper.infra~ 300 A 10.3.0.1",
        "test | kafka~ | A | kafka~ 300 A 10.4.0.1",
        "test | kafka | A | kafka. 300 A 10.4.0.1",
        "test | bare-metal~ | A | bare-metal~ 300 A 10.4.0.2",
        // an alias of everyone's shows nothing more
        "test | look~ | A | NODATA",
        "test | peek~ | A | NODATA",
        "test | look~ | CNAME | NODATA",
        "test | peek~ | CNAME | NODATA",
        "prod | look~ | CNAME | look~ 300 CNAME secret.prod~",
        "prod | look~ | A | look~ 300 CNAME secret.prod~, secret.prod~ 300 A 10.2.0.4",
        // an alias key
        "test | billing.test~ | A"
            + " | billing.test~ 30 CNAME billing.prod~, billing.prod~ 300 A 10.2.0.2",
        "test | billing~ | A | billing~ 30 CNAME billing.prod~, billing.prod~ 300 A 10.2.0.2",
        "test | billing | A | billing. 30 CNAME billing.prod~, billing.prod~ 300 A 10.2.0.2",
        "test | billing~ | SRV"
            + " | billing~ 30 CNAME billing.prod~,"
            + " billing.prod~ 300 SRV 10 100 8080 1.billing.prod~",
        "test | billing~ | TXT | billing~ 30 CNAME billing.prod~, billing.prod~ 300 TXT \"v2\"",
        "test | billing~ | CNAME | billing~ 30 CNAME billing.prod~",
        "test | billing~ | AAAA | NODATA",
        "test | billing.prod~ | A | billing.prod~ 300 A 10.2.0.2",
        "test | 1.billing.prod~ | A | 1.billing.prod~ 300 A 10.2.0.2",
        "test | billing-old.prod~ | A | NXDOMAIN",
        "prod | billing.test~ | A | NXDOMAIN",
        "prod | billing~ | A | billing~ 300 A 10.2.0.2",
        "test | deep~ | A"
            + " | deep~ 300 CNAME chain.prod~, chain.prod~ 300 CNAME far.dev~,"
            + " far.dev~ 300 A 10.5.0.1",
        "test | far.dev~ | SRV | far.dev~ 300 SRV 10 100 7 1.far.dev~",
        "test | near.dev~ | A | NXDOMAIN",
        "dev | http~ | SRV | http~ 300 SRV 10 100 80 billing.prod~",
        "dev | all~ | A | all~ 300 CNAME prod~, prod~ 300 A 10.2.0.2",
        "dev | db.prod~ | A | NXDOMAIN",
        "dev | secret.prod~ | A | NXDOMAIN",
        // an import of the configuration
        "test | ledger~ | A | ledger~ 20 CNAME books.prod~, books.prod~ 20 A 10.2.0.3",
        "test | ledger.test~ | SRV"
            + " | ledger.test~ 20 CNAME books.prod~, books.prod~ 20 SRV 10 100 8081 1.books.prod~",
        "test | ledger~ | CNAME | ledger~ 20 CNAME books.prod~",
        "test | ledger~ | MX | NODATA",
        "test | books.prod~ | A | books.prod~ 20 A 10.2.0.3",
        "test | nothing~ | A | NXDOMAIN",
        "prod | ledger.test~ | A | NXDOMAIN",
        "dev | books.prod~ | A | NXDOMAIN",
        // of clients in no network nothing is hidden, and short names mean nothing
        "none | db~ | A | NXDOMAIN",
        "none | db | A | not here",
        "none | db.prod~ | A | db.prod~ 300 A 10.2.0.1",
        "none | ledger.test~ | A | ledger.test~ 20 CNAME books.prod~, books.prod~ 20 A 10.2.0.3",
        "none | billing.test~ | SRV"
            + " | billing.test~ 30 CNAME billing.prod~,"
            + " billing.prod~ 300 SRV 10 100 8080 1.billing.prod~",
        "none | look~ | A | look~ 300 CNAME secret.prod~, secret.prod~ 300 A 10.2.0.4",
        // from address to name
        "test | 4.0.2.10.in-addr.arpa. | PTR | not here",
        "test | 2.0.2.10.in-addr.arpa. | PTR | 2.0.2.10.in-addr.arpa. 300 PTR billing.prod~",
        "none | 4.0.2.10.in-addr.arpa. | PTR | 4.0.2.10.in-addr.arpa. 300 PTR secret.prod~",
        // the rest
        "test | skydns.local. | SOA"
            + " | skydns.local. 300 SOA ns.dns~ hostmaster~ 7 28800 7200 604800 30",
        "test | db~ | ANY | REFUSED",
      })
  void isAnsweredByWhoAsks(String environment, String name, String type, String expected)
      throws Exception {
    assertThat(ask(environment, name, type)).isEqualTo(Arrays.asList(expected.split(", ")));
  }

  /** Case S16 with client networks: what is neither shared nor imported is not there. */
  @Test
  void s16WithNetworksTheNameOfTheOtherEnvironmentIsNoName() throws Exception {
    for (String asked : List.of("db.dev~", "db~", "db")) {
      key("dev/db/1", "{'host':'10.5.0.9'}");
      assertThat(ask("dev", asked, "A")).singleElement().asString().endsWith(" A 10.5.0.9");
    }
    key("dev/billing", "{'host':'billing.prod.skydns.local'}");
    assertThat(ask("dev", "billing", "A"))
        .containsExactly("billing. 300 CNAME billing.prod~", "billing.prod~ 300 A 10.2.0.2");
    assertThat(ask("dev", "db.prod~", "A")).containsExactly("NXDOMAIN");
    keys.remove("/local/skydns/test/billing");
    assertThat(ask("test", "billing", "A")).containsExactly("not here");
    assertThat(ask("test", "billing~", "A")).containsExactly("NXDOMAIN");
    assertThat(ask("test", "billing.prod~", "A")).containsExactly("NXDOMAIN");
  }

  @Test
  void serversBehindAnAliasComeWithTheirAddresses() {
    SkydnsAnswer answer =
        answers()
            .answer(Name.fromConstantString("billing.test.skydns.local."), Type.SRV, TEST)
            .orElseThrow();
    assertThat(texts(answer.additional())).containsExactly("1.billing.prod~ 300 A 10.2.0.2");
  }

  private static final Optional<String> TEST = Optional.of("test");

  @Test
  void anAliasThatLeadsBackLeadsNowhere() throws Exception {
    key("test/round", "{'host':'round.prod.skydns.local'}");
    key("prod/round", "{'host':'round.test.skydns.local'}");
    for (String type : List.of("A", "SRV")) {
      assertThat(ask("test", "round~", type)).containsExactly("NODATA");
      assertThat(ask("none", "round.prod~", type)).containsExactly("NODATA");
    }
  }

  @Test
  void anAliasImportsAsLongAsItIsThere() throws Exception {
    assertThat(ask("test", "secret.prod~", "A")).containsExactly("NXDOMAIN");
    key("test/s", "{'host':'secret.prod.skydns.local'}");
    key("test/t", "{'host':'secret.prod.skydns.local'}");
    assertThat(ask("test", "secret.prod~", "A")).containsExactly("secret.prod~ 300 A 10.2.0.4");
    keys.remove("/local/skydns/test/s");
    assertThat(ask("test", "secret.prod~", "A")).hasSize(1).doesNotContain("NXDOMAIN");
    key("test/t", "{'host':'10.1.0.9'}");
    assertThat(ask("test", "secret.prod~", "A")).containsExactly("NXDOMAIN");
  }

  @Test
  void whatIsHiddenIsNamedForWhoAsksWhy() {
    Name secret = Name.fromConstantString("secret.prod.skydns.local.");
    assertThat(answers().hidden(secret, "test")).containsExactly("prod");
    assertThat(answers().hidden(secret, "prod")).isEmpty();
    assertThat(answers().meaning(Name.fromConstantString("db."), "test"))
        .contains(Name.fromConstantString("db.test.skydns.local."));
  }

  /** Ten thousand keys of others are stepped over, not walked through. */
  @Test
  void hiddenKeysTakeNoRoomInAnAnswer() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      key("prod/many/" + i, "{'host':'10.6." + i / 250 + "." + i % 250 + "'}");
    }
    key("zzz/1", "{'host':'10.7.0.1'}");
    assertThat(
            new SkydnsAnswers(keys, DOMAINS, SkydnsRules.SKYDNS, lease -> lease, () -> 7)
                .withEnvironments(ENVIRONMENTS)
                .answer(DOMAINS.get(0), Type.A, TEST)
                .orElseThrow()
                .answer())
        .extracting(Record::rdataToString)
        .contains("10.7.0.1", "10.1.0.1")
        .hasSizeLessThan(20);
  }
}
