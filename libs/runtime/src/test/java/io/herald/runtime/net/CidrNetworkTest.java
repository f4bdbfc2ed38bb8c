package io.herald.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A network is an address and a number of bits; text that is neither is told apart. */
class CidrNetworkTest {

  @ParameterizedTest(name = "{1} in {0}: {2}")
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.1.2.3/8, 10.9.9.9, true",
    "192.168.1.128/25, 192.168.1.129, true",
    "192.168.1.128/25, 192.168.1.127, false",
    "0.0.0.0/0, 255.1.2.3, true",
    "0.0.0.0/0, ::1, false",
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, 127.0.0.2, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::1, ::1, true",
    "::/0, 1.2.3.4, false",
  })
  void holdsTheAddressesThatBeginAlike(String network, String address, boolean holds)
      throws Exception {
    assertThat(CidrNetwork.parse(network).contains(InetAddress.getByName(address)))
        .isEqualTo(holds);
  }

  @ParameterizedTest(name = "\"{0}\" {1}")
  @CsvSource({
    "example.com, is not a network; write ADDRESS/BITS",
    "10.0.0/8, is not a network",
    "'', is not a network",
    "/8, is not a network",
    "10.0.0.0/33, write a number of bits after the slash, 0 to 32",
    "10.0.0.0/, write a number of bits",
    "10.0.0.0/-1, write a number of bits",
    "10.0.0.0/255.0.0.0, write a number of bits",
    "::/129, write a number of bits after the slash, 0 to 128",
  })
  void whatIsNoneIsRefused(String text, String why) {
    assertThatThrownBy(() -> CidrNetwork.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + text + "\"")
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({"10.1.2.3/8, 10.0.0.0/8", "1.2.3.4, 1.2.3.4/32", "::1, 0:0:0:0:0:0:0:1/128"})
  void isShownByItsFirstAddress(String text, String shown) {
    assertThat(CidrNetwork.parse(text)).hasToString(shown).isEqualTo(CidrNetwork.parse(shown));
  }
}
