package io.herald.balancer.proxy;

import io.herald.ports.FreePorts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A proxy, a port for its VIP, and what a case opens, which ends with the case. */
abstract class ProxyCases {

  final boolean nativeSockets;
  final FreePorts ports = new FreePorts();
  private final List<AutoCloseable> opened = new ArrayList<>();
  TestPlane plane;
  int vip;

  ProxyCases(boolean nativeSockets) {
    this.nativeSockets = nativeSockets;
  }

  @BeforeEach
  void start() {
    plane = opened(new TestPlane(nativeSockets));
    vip = ports.take();
  }

  @AfterEach
  void stop() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
    ports.close();
  }

  final <T extends AutoCloseable> T opened(T one) {
    opened.add(one);
    return one;
  }
}
