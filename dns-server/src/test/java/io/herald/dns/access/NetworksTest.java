package io.herald.dns.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.4, false",
    "10.1.2.3/24, 10.1.2.200, true",
    "0.0.0.0/0, 203.0.113.1, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "fc00::/7, fd12::1, true",
    "fc00::/7, fe80::1, false",
    "::1, ::1, true",
    "::1, 127.0.0.1, false"
  })
  void aNetworkContainsItsAddresses(String network, String address, boolean contained)
      throws Exception {
    assertThat(Networks.of(List.of(network)).contains(InetAddress.getByName(address)))
        .isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        "10.0.0",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/x",
        "::1/129",
        "1.2.3.400",
        "a::b::c"
      })
  void whatIsNoNetworkIsNamed(String text) {
    assertThatThrownBy(() -> Networks.of(List.of("10.0.0.0/8", text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "\"" + text + "\" is no address or network; write 10.1.2.3, 10.0.0.0/8 or fc00::/7");
  }
}
