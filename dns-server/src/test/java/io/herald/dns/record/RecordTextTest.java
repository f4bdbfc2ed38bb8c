package io.herald.dns.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordTextTest {

  private static String text(byte[] address) {
    return RecordText.value(
        new ResourceRecord(
            DnsName.parse("web.mesos."),
            address.length == 4 ? RecordType.A : RecordType.AAAA,
            address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.1.2.255",
        "::",
        "::1",
        "fe80::",
        "2001:db8::a:0:0:1",
        "2001:db8:0:1:1:1:1:1",
        "1:2:3:4:5:6:7:8",
        "0:1::8"
      })
  void anAddressIsWrittenAsTheStandardRecommends(String text) {
    assertThat(text(NetUtil.createByteArrayFromIpAddressString(text))).isEqualTo(text);
  }

  /** Words that are zero as often as not, beside Netty's text of them. */
  @Test
  void anyAddressIsWrittenAsAnotherImplementationWritesIt() {
    Random random = new Random(5952);
    for (int i = 0; i < 10_000; i++) {
      byte[] address = new byte[16];
      for (int word = 0; word < 8; word++) {
        address[2 * word + 1] = (byte) (random.nextBoolean() ? 0 : random.nextInt());
      }
      assertThat(text(address)).isEqualTo(NetUtil.bytesToIpAddress(address));
    }
  }
}
