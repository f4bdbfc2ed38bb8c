package io.herald.balancer.plane;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An address that another socket has open, though it would share it. */
class SharedPortTest {

  @ParameterizedTest
  @EnumSource(VipProtocol.class)
  void anAddressThatAnotherSharesIsToldFromOneThatIsFree(VipProtocol protocol) throws Exception {
    InetSocketAddress address;
    try (NetworkChannel other =
        protocol == VipProtocol.TCP ? ServerSocketChannel.open() : DatagramChannel.open()) {
      other.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      address = (InetSocketAddress) other.getLocalAddress();

      assertThat(SharedPort.isOpenElsewhere(protocol, address)).isTrue();
    }
    assertThat(SharedPort.isOpenElsewhere(protocol, address)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(VipProtocol.class)
  void anAddressOfAnotherMachineIsNotTakenForOne(VipProtocol protocol) throws Exception {
    assertThat(
            SharedPort.isOpenElsewhere(
                protocol, new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 80)))
        .isFalse();
  }
}
