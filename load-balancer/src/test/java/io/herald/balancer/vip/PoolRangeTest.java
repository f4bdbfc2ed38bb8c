package io.herald.balancer.vip;

import static io.herald.balancer.vip.Instances.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools as operators write them. */
class PoolRangeTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "11.0.0.0/8, 11.0.0.0-11.255.255.254",
    "127.128.0.0/9, 127.128.0.0-127.255.255.254",
    "10.64.1.7/16, 10.64.0.0-10.64.255.254",
    "11.0.0.0 - 11.0.0.254, 11.0.0.0-11.0.0.254",
    "fd01:c::/64, fd01:c:0:0:0:0:0:0-fd01:c:0:0:ffff:ffff:ffff:ffff",
  })
  void networksAndRangesAreRead(String text, String range) {
    assertThat(PoolRange.parse(text)).hasToString(range);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "11",
        "11.0.0.0/31",
        "11.0.0.9-11.0.0.1",
        "11.0.0.1-11.0.0.1",
        "11.0.0.0-fd01::1",
        "11.0.0.0-",
        "11.0.0.0/8-11.0.0.9",
        "a-b"
      })
  void anythingElseIsRefusedWithWhatToWrite(String text) {
    assertThatThrownBy(() -> PoolRange.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write");
  }

  @Test
  void aPoolHasOneRangeOfEachFamily() {
    PoolRange ipv4 = PoolRange.parse("10.0.0.0/24");
    PoolRange ipv6 = PoolRange.parse("fd01::/64");

    assertThat(new VipPool(ipv4, Optional.of(ipv6)).contains(address("fd01::7"))).isTrue();
    assertThat(new VipPool(ipv4, Optional.empty()).contains(address("fd01::7"))).isFalse();
    assertThatThrownBy(() -> new VipPool(ipv6, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new VipPool(ipv4, Optional.of(ipv4)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
