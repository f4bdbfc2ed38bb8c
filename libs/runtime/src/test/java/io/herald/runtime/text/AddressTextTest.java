package io.herald.runtime.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressTextTest {

  @Test
  void addressesAreWrittenAsPeopleWriteThem() throws Exception {
    InetSocketAddress four =
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 53);
    InetSocketAddress six = new InetSocketAddress(InetAddress.getByAddress(new byte[16]), 853);
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("zk1", 2181);

    assertThat(AddressText.of(List.of(four, six, unresolved)))
        .isEqualTo("127.0.0.1:53, [0:0:0:0:0:0:0:0]:853, zk1:2181");
  }
}
