package io.herald.dns.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.herald.dns.naming.options.Environments;
import io.herald.dns.naming.options.Environments.Import;
import io.herald.dns.record.DnsName;
import io.herald.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Environments as they are configured, and everything that can be wrong with them. */
class EnvironmentsConfigTest {

  @TempDir private Path folder;

  @Test
  void areTakenFromAFile() throws Exception {
    DnsConfig config =
        file("""
                "environments": {"test": ["10.1.0.0/16", "fd00:1::/32"], "Prod": ["10.2.0.0/16"],
                                 "infra": []},
                "imports": {"test": {"billing": "prod", "Money": "pay.ments.prod"}},
                "shared": ["infra"],
                "environmentLabel": "tier",
                "environmentFrameworks": {"prod": ["batch"]}
                """)
            .read();
    Environments environments = config.naming().environments();
    assertThat(environments.names()).containsExactly("infra", "prod", "test");
    assertThat(environments.networks("test"))
        .map(Object::toString)
        .containsExactly("10.1.0.0/16", "fd00:1:0:0:0:0:0:0/32");
    assertThat(environments.imports())
        .containsExactly(
            new Import("test", "billing", "prod", "billing"),
            new Import("test", "money", "prod", "pay-ments"));
    assertThat(environments.shared()).containsExactly("infra");
    assertThat(environments.label()).contains("tier");
    assertThat(environments.frameworks()).isEqualTo(Map.of("batch", "prod"));
    assertThat(config.naming().others().apexes())
        .containsExactly(
            DnsName.parse("infra.mesos"), DnsName.parse("prod.mesos"), DnsName.parse("test.mesos"));
  }

  @Test
  void anImportOfAnImportIsOneOfWhatThatStandsFor() throws Exception {
    DnsConfig config =
        file("""
                "environments": {"a": [], "b": [], "c": []},
                "imports": {"a": {"x": "y.b"}, "b": {"y": "z.c"}}
                """)
            .read();
    assertThat(config.naming().environments().imports())
        .containsExactlyInAnyOrder(new Import("a", "x", "c", "z"), new Import("b", "y", "c", "z"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'environments': {'a': ['10.0.0.0/8'], 'b': ['10.1.0.0/16']} | environments |"
            + " \"b\": the network 10.1.0.0/16 overlaps 10.0.0.0/8 of \"a\"; a client is in one"
            + " environment, so write networks without common addresses",
        "'environments': {'a': ['10.0.0.0/8', '10.0.0.1']} | environments |"
            + " \"a\": the network 10.0.0.1 overlaps 10.0.0.0/8, which it has too; leave one of the two"
            + " out",
        "'nameServers': ['dns7.mesos 10.0.0.1'], 'environments': {'dns7': []} | environments |"
            + " \"dns7\" is a name of the server itself in the domain; call it something else",
        "'environments': {'ns1': []} | environments |"
            + " \"ns1\" is a name server's name in the domain; call it something else",
        "'environments': {'a': [], 'b': []}, 'imports': {'a': {'x': ''}} | imports |"
            + " \"a\": \"x\" = \"\" is not an import; write NAME: ENV, or NAME: NAME.ENV",
        "'environments': {'a': ['10.0.0/8']} | environments |"
            + " \"a\": \"10.0.0/8\" is not a network; write ADDRESS/BITS, as in 10.0.0.0/8",
        "'environments': {'a.b': []} | environments |"
            + " \"a.b\" is no label of DNS; use letters, digits and hyphens, 63 at most",
        "'environments': {'leader': []} | environments |"
            + " \"leader\" is a name of the server itself in the domain; call it something else",
        "'environments': {'announced': []} | environments |"
            + " \"announced\" is a name of the server itself",
        "'environments': {'a': [], 'A': []} | environments |"
            + " \"A\" is given twice; write each once",
        "'environments': {'a': []}, 'zones': ['a.mesos'] | environments |"
            + " \"a\" has a zone of its own anyway; leave a.mesos out of zones",
        "'imports': {'a': {'x': 'b'}} | imports |"
            + " \"a\": there is no environment \"a\"; write it into environments",
        "'environments': {'a': []}, 'imports': {'a': {'x': 'b'}} | imports |"
            + " \"a\": \"x\": there is no environment \"b\"; use one of a, or write it into"
            + " environments",
        "'environments': {'a': []}, 'imports': {'a': {'x': 'a'}} | imports |"
            + " \"a\": \"x\" is imported from the environment itself; name another one",
        "'environments': {'a': [], 'b': [], 'c': []},"
            + " 'imports': {'a': {'x': 'b', 'X': 'c'}} | imports |"
            + " \"a\": \"X\": x.a is imported from b already; a name stands for one service, so"
            + " leave one of the two out",
        "'environments': {'a': [], 'b': [], 'c': []},"
            + " 'imports': {'a': {'x': 'b'}, 'b': {'x': 'c'}, 'c': {'x': 'a'}} | imports |"
            + " the imports lead in a circle: x.a → x.b → x.c → x.a; take one of them out",
        "'environments': {'a': [], 'b': []}, 'imports': {'a': {'..': 'b'}} | imports |"
            + " \"a\": \"..\" = \"b\" is not an import; write NAME: ENV, or NAME: NAME.ENV",
        "'environments': {'a': [], 'b': []}, 'imports': {'a': {'bil ling': 'b'}} | imports |"
            + " \"a\": \"bil ling\" = \"b\" has a blank, which no name has; write names as DNS has"
            + " them, \"billing\": \"b\"",
        "'environments': {'a': [], 'b': []}, 'imports': {'a': {'x': 'x:80.b'}} | imports |"
            + " \"a\": \"x\" = \"x:80.b\" has \":\", which no name has; write names as DNS has them,"
            + " \"x\": \"x80.b\"",
        "'environments': {'a': []}, 'imports': {'a': 'x'} | imports |"
            + " \"a\": write an object, {\"…\": \"…\"}",
        "'environments': {'a': []}, 'shared': ['b'] | shared |"
            + " \"b\": there is no environment \"b\"; use one of a",
        "'environments': {'a': [], 'b': []},"
            + " 'environmentFrameworks': {'a': ['f'], 'b': ['f']} | environmentFrameworks |"
            + " a framework is in one environment, and f in several; write each once",
      })
  void whatCannotBeIsRefused(String json, String field, String sentence) throws Exception {
    SettingsException refused =
        catchThrowableOfType(SettingsException.class, () -> file(json.replace('\'', '"')).read());
    assertThat(refused.problems())
        .singleElement()
        .asString()
        .startsWith("config.json: \"" + field)
        .contains(sentence);
  }

  @Test
  void twoImportsOfOneNameInAnObjectAreRefused() throws Exception {
    SettingsException refused =
        catchThrowableOfType(
            SettingsException.class,
            () ->
                file("\"environments\": {}, \"imports\": {\"a\": {\"x\": \"b\", \"x\": \"c\"}}")
                    .read());
    assertThat(refused.problems())
        .singleElement()
        .asString()
        .contains("the key \"x\" is given twice; remove one");
  }

  @Test
  void aFlagSaysTheSame() throws Exception {
    Environments environments =
        new DnsConfigReader()
            .options(
                Map.of(
                    "masters", "10.0.0.1:5050",
                    "environments", "test=10.1.0.0/16,10.3.0.0/16;prod=",
                    "imports", "test=billing:prod,x:y.prod"))
            .read()
            .naming()
            .environments();
    assertThat(environments.networks("test")).hasSize(2);
    assertThat(environments.networks("prod")).isEmpty();
    assertThat(environments.imports())
        .containsExactlyInAnyOrder(
            new Import("test", "billing", "prod", "billing"), new Import("test", "x", "prod", "y"));
    SettingsException twice =
        catchThrowableOfType(
            SettingsException.class,
            () ->
                new DnsConfigReader()
                    .options(
                        Map.of(
                            "masters", "10.0.0.1:5050",
                            "environments", "test=;prod=;dev=",
                            "imports", "test=billing:prod,billing:dev"))
                    .read());
    assertThat(twice.problems())
        .singleElement()
        .asString()
        .startsWith("--imports = ")
        .contains("\"test\": \"billing\": is given twice; write each once");
  }

  private DnsConfigReader file(String json) throws Exception {
    return new DnsConfigReader()
        .file(
            Files.writeString(
                folder.resolve("config.json"),
                "{\"masters\": [\"10.0.0.1:5050\"],\n" + json + "}"));
  }
}
