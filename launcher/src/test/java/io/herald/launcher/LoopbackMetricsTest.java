package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The metrics of commands that have no other HTTP server. */
class LoopbackMetricsTest {

  @Test
  void aPortThatIsTakenIsToldWithTheFlagAndARemedy() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> new LoopbackMetrics(port, List::of, List.of()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("--metrics-port = " + port + ": can't listen on TCP 127.0.0.1")
          .hasMessageContaining("give another port, or 0 for any free one");
    }
  }

  @Test
  void aFreePortIsServed() throws IOException {
    try (LoopbackMetrics page = new LoopbackMetrics(0, List::of, List.of())) {
      assertThat(page.address().getPort()).isPositive();
    }
  }
}
