package io.herald.dns.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.OPTRecord;

class UdpSizesTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.255.0.9, true",
    "::1, true",
    "10.0.0.1, true",
    "172.16.0.1, true",
    "172.31.255.255, true",
    "192.168.7.7, true",
    "169.254.1.1, true",
    "100.64.0.0, true",
    "100.127.255.255, true",
    "fc00::1, true",
    "fd12:3456::1, true",
    "fe80::1, true",
    "::ffff:10.0.0.1, true",
    "9.255.255.255, false",
    "11.0.0.1, false",
    "172.15.255.255, false",
    "172.32.0.1, false",
    "192.169.0.1, false",
    "100.63.255.255, false",
    "100.128.0.0, false",
    "203.0.113.1, false",
    "::ffff:203.0.113.1, false",
    "2001:db8::1, false",
    "fb00::1, false",
    "fe00::1, false",
  })
  void nearAreThisMachineAndPrivateNetworks(String client, boolean near) throws Exception {
    assertThat(UdpSizes.DEFAULT.to(InetAddress.getByName(client))).isEqualTo(near ? 4096 : 1232);
    assertThat(UdpSizes.of(1400).to(InetAddress.getByName(client))).isEqualTo(1400);
  }

  @ParameterizedTest
  @CsvSource({"0, 512", "511, 512", "512, 512", "1300, 1300", "4096, 4096", "65535, 4096"})
  void aClientGetsWhatItTakesUpToOurSize(int offered, int limit) {
    InetAddress client = InetAddress.getLoopbackAddress();
    assertThat(UdpSizes.DEFAULT.limit(offered, client)).isEqualTo(limit);
    assertThat(UdpSizes.DEFAULT.limit(new OPTRecord(offered, 0, 0), client)).isEqualTo(limit);
  }

  @Test
  void withoutEdnsItGets512AndAnUnknownClientTheShorterOnes() {
    assertThat(UdpSizes.DEFAULT.limit(null, InetAddress.getLoopbackAddress())).isEqualTo(512);
    assertThat(UdpSizes.DEFAULT.to(null)).isEqualTo(1232);
  }

  @ParameterizedTest
  @CsvSource({"511, 1232, near", "4096, 65536, others"})
  void aSizeThatNoDatagramHasIsRefused(int near, int others, String field) {
    assertThatThrownBy(() -> new UdpSizes(near, others))
        .hasMessageContainingAll(field + " = ", "512 to 65535");
  }
}
