package io.herald.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferAccessTest {

  private static final TsigKeys KEYS =
      TsigKeys.parse("keys", "key xfr { algorithm hmac-sha256; secret c2VjcmV0; };");

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.1.1.1, , true",
    "10.0.0.0/8, 11.1.1.1, , false",
    "10.0.0.0/8, 10.1.1.1, xfr., true",
    "key:xfr, 192.0.2.1, xfr., true",
    "key:XFR., 192.0.2.1, xfr., true",
    "key:xfr, 192.0.2.1, , false",
    "10.0.0.0/8 key:xfr, 10.1.1.1, xfr., true",
    "10.0.0.0/8 key:xfr, 10.1.1.1, , false",
    "10.0.0.0/8 key:xfr, 192.0.2.1, xfr., false",
    "key:xfr ::1, ::1, xfr., true"
  })
  void aRuleFitsByNetworkByKeyOrByBoth(String rule, String client, String key, boolean allowed)
      throws Exception {
    assertThat(
            TransferAccess.of(List.of(rule), KEYS)
                .allows(InetAddress.getByName(client), Optional.ofNullable(key)))
        .isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8 11.0.0.0/8, it is more than one network and one key",
    "key:a key:xfr, key a is not among the keys [xfr.]",
    "key:other, key other is not among the keys [xfr.]",
    "somewhere, '\"somewhere\" is no address or network'"
  })
  void aMalformedRuleIsNamed(String rule, String problem) {
    assertThatThrownBy(() -> TransferAccess.of(List.of(rule), KEYS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "\""
                + rule
                + "\": "
                + problem
                + "; write an address, a network as 10.0.0.0/8, key:NAME, or both");
  }
}
