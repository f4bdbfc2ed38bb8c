package io.herald.balancer.proxy.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindFailedExceptionTest {

  /** The sentences of Netty's epoll and of the JDK. */
  @ParameterizedTest
  @CsvSource({
    "TCP, bind(..) failed with error(-13): Permission denied, CAP_NET_BIND_SERVICE",
    "TCP, Permission denied, sysctl -w net.ipv4.ip_unprivileged_port_start=80",
    "TCP, bind(..) failed with error(-99): Cannot assign requested address, ip route add local",
    "UDP, Cannot assign requested address, ip address add 127.128.0.1 dev lo",
    "TCP, bind(..) failed with error(-98): Address already in use, ss -tlnp 'sport = :80'",
    "UDP, Address already in use, ss -ulnp 'sport = :80'",
    "TCP, something else, something else",
  })
  void aFailureIsToldWithItsRemedy(String protocol, String cause, String remedy)
      throws UnknownHostException {
    InetAddress address = InetAddress.getByAddress(new byte[] {127, (byte) 128, 0, 1});
    assertThat(
            new BindFailedException(
                protocol, new InetSocketAddress(address, 80), new IOException(cause)))
        .hasMessageContaining(protocol + " 127.128.0.1:80")
        .hasMessageContaining(remedy);
  }
}
