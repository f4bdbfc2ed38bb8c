package io.herald.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionLimitsTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1, false",
    "10.0.0.1, 10.0.0.2, true",
    "2001:db8::1, 2001:db8::ffff:1, false",
    "2001:db8::1, 2001:db8:0:1::1, true",
  })
  void aClientIsAnAddressOrASlash64(String one, String other, boolean another) throws Exception {
    ConnectionLimits limits = new ConnectionLimits(10, 1);
    assertThat(limits.enter(InetAddress.getByName(one))).isTrue();
    assertThat(limits.enter(InetAddress.getByName(other))).isEqualTo(another);
    limits.leave(InetAddress.getByName(one));
    assertThat(limits.enter(InetAddress.getByName(one))).isTrue();
  }

  @Test
  void thereAreSoManyInAll() throws Exception {
    ConnectionLimits limits = new ConnectionLimits(2, 2);
    assertThat(limits.enter(InetAddress.getByName("10.0.0.1"))).isTrue();
    assertThat(limits.enter(InetAddress.getByName("10.0.0.2"))).isTrue();
    assertThat(limits.enter(InetAddress.getByName("10.0.0.3"))).isFalse();
    assertThat(limits.open()).isEqualTo(2);
  }
}
