package io.herald.balancer.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names of VIPs and their first choice of an address, by DC/OS' vectors (V1 to V10, V26). */
class VipNameTest {

  @ParameterizedTest(name = "{0}: {1} under {2} is {3}, {4}")
  @CsvSource({
    "V1, /sise, marathon, sise.marathon, 11.53.10.127",
    "V2, sise, marathon, sise.marathon, 11.53.10.127",
    "V3, /foo/bar, marathon, foobar.marathon, 11.216.117.62",
    "V4, /api.hello-world, marathon, api.hello-world.marathon, 11.46.7.245",
    "V5, My_App, Marathon, my-app.marathon, 11.197.104.51",
    "V6, broker, dev/kafka, broker.devkafka, 11.178.27.153",
    "V7, overlay-vip, hello-world, overlay-vip.hello-world, 11.86.219.94",
  })
  void labelsAndFrameworksBecomeNamesWithAddressesOfDcos(
      String id, String label, String framework, String name, String address) {
    assertThat(VipName.of(label, framework)).contains(name);
    assertThat(VipPool.DCOS.firstChoice(name, false).orElseThrow().getHostAddress())
        .isEqualTo(address);
  }

  @ParameterizedTest(name = "\"{0}\" becomes \"{1}\"")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\" | \"\"",
        "/ | \"\"",
        "-- | \"\"",
        "__a__ | a",
        "..a..b.. | a.b",
        "/A.-.B | a.b",
        "a b!c | abc",
        "é9 | 9",
        "İstanbul | stanbul",
      })
  void piecesKeepLettersDigitsAndDashes(String text, String canonical) {
    assertThat(VipName.canonical(text)).isEqualTo(canonical);
  }

  @Test
  void piecesEndAfter63CharactersAndNotWithADash() {
    assertThat(VipName.canonical("a".repeat(70))).isEqualTo("a".repeat(63));
    assertThat(VipName.canonical("a".repeat(62) + "-b")).isEqualTo("a".repeat(62));
  }

  @ParameterizedTest
  @CsvSource({"/, marathon", "--, marathon", "sise, //"})
  void aNameWithoutALabelOrAFrameworkIsNone(String label, String framework) {
    assertThat(VipName.of(label, framework)).isEmpty();
  }

  @Test
  void aNameThatDnsCannotHoldIsNone() {
    String piece = "a".repeat(60);

    assertThat(VipName.of(piece + "." + piece + "." + piece, "marathon")).isPresent();
    assertThat(VipName.of(piece + "." + piece + "." + piece + "." + piece, "marathon")).isEmpty();
  }

  @ParameterizedTest(name = "V26: phash2 of \"{0}\" is {1}")
  @CsvSource({
    "'', 147926629",
    "a, 1589197455",
    "abcdefghijkl, 686521495",
    "abcdefghijklm, 3501102500",
    "sise.marathon, 4097116311",
  })
  void namesAreHashedAsErlangDoes(String text, long hash) {
    assertThat(PortableHash.of(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(hash);
  }

  @ParameterizedTest(name = "V1, V8: {0} is {1}")
  @CsvSource({
    "sise.marathon, fd01:c:0:0:5a8d:a94d:7c64:e619",
    "qux.ipv6, fd01:c:0:0:6d6d:9c64:fd19:f251",
  })
  void ipv6AddressesComeOfTheDigest(String name, String address) {
    assertThat(VipPool.DCOS.firstChoice(name, true).orElseThrow().getHostAddress())
        .isEqualTo(address);
  }

  @ParameterizedTest(name = "V8: {0} is {1} in a small pool")
  @CsvSource({"foo.bar, 11.0.0.37", "baz.qux, 11.0.0.39", "svc2.marathon, 11.0.0.173"})
  void aPoolOfTheOperatorsOwnTakesItsShareOfTheHash(String name, String address) {
    VipPool pool = new VipPool(PoolRange.parse("11.0.0.0-11.0.0.254"), VipPool.DCOS.ipv6());

    assertThat(pool.firstChoice(name, false).orElseThrow().getHostAddress()).isEqualTo(address);
  }
}
