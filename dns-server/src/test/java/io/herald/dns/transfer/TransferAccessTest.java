package io.herald.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.dns.access.ClientRule;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
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
            new TransferAccess(List.of(ClientRule.parse(rule)), KEYS)
                .allows(InetAddress.getByName(client), Optional.ofNullable(key)))
        .isEqualTo(allowed);
  }

  @Test
  void aKeyThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> new TransferAccess(List.of(ClientRule.parse("key:other")), KEYS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("key:other.")
        .hasMessageContaining("[xfr.]");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8 11.0.0.0/8, '\"10.0.0.0/8 11.0.0.0/8\" is more than one network'",
    "key:a key:xfr, '\"key:a key:xfr\" is more than one network and one key'",
    "key:, '\"key:\" names no key'",
    "key:a..b, '\"key:a..b\" names no key'",
    "somewhere, '\"somewhere\" is not a network'"
  })
  void aMalformedRuleIsNamed(String rule, String problem) {
    assertThatThrownBy(() -> ClientRule.parse(rule))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(problem);
  }
}
