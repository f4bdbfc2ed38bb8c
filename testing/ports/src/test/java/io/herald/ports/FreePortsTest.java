package io.herald.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortsTest {

  @Test
  void portsAreGivenOnceAmongAllThatAreOpen() throws Exception {
    try (FreePorts one = new FreePorts();
        FreePorts other = new FreePorts()) {
      List<Integer> ports = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        ports.addAll(one.take(150));
        ports.addAll(other.take(150));
      }
      assertThat(ports).hasSize(900).doesNotHaveDuplicates();
    }
  }

  @Test
  void aPortCanBeBoundOverTcpAndUdp() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (FreePorts ports = new FreePorts()) {
      int port = ports.take();
      try (ServerSocket tcp = new ServerSocket(port, 1, loopback);
          DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, port))) {
        assertThat(tcp.getLocalPort()).isEqualTo(udp.getLocalPort());
      }
    }
  }

  @Test
  void noPortIsOneThatTheKernelGivesToConnections() throws Exception {
    int[] kernels = FreePorts.ephemeralRange();
    try (FreePorts ports = new FreePorts();
        ServerSocket any = new ServerSocket(0)) {
      assertThat(ports.take(300)).allMatch(port -> port < kernels[0] || port > kernels[1]);
      assertThat(any.getLocalPort()).isBetween(kernels[0], kernels[1]);
    }
  }

  @Test
  void closedPortsAreFreeForOthers() throws Exception {
    try (FreePorts first = few()) {
      assertThat(first.take(50)).hasSize(50);
      try (FreePorts second = few()) {
        assertThatThrownBy(() -> second.take(100))
            .isInstanceOf(IOException.class)
            .hasMessageMatching("only \\d+ of 100 ports are free");
      }
    }
    try (FreePorts third = few()) {
      assertThat(third.take(150)).hasSize(150).doesNotHaveDuplicates();
    }
  }

  /** At most 198 ports, the two others being the marks of their blocks. */
  private static FreePorts few() {
    return new FreePorts(13_000, 13_199);
  }
}
