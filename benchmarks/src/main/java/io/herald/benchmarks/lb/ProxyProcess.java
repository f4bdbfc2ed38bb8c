package io.herald.benchmarks.lb;

import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipHost;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.plane.VipOptions;
import io.herald.balancer.plane.VipProtocol;
import io.herald.balancer.proxy.ProxyPlane;
import io.herald.balancer.proxy.ProxySettings;
import io.herald.services.instance.ServiceKey;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/**
 * The proxy alone, with one VIP on 127.0.0.1, until its input ends. Arguments: threads, {@code
 * native} or {@code jdk}, the VIP's port, the backends' ports.
 */
public final class ProxyProcess {

  private static final int PORT_ARGUMENT = 2;

  private ProxyProcess() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    InetAddress local = InetAddress.getLoopbackAddress();
    List<Backend> backends = new ArrayList<>();
    for (int i = PORT_ARGUMENT + 1; i < args.length; i++) {
      backends.add(
          new Backend(
              "backend-" + i,
              new ServiceKey("marathon", "bench", ""),
              local,
              Integer.parseInt(args[i]),
              1,
              local));
    }
    VipKey key =
        new VipKey(
            new VipHost.Named("bench.marathon"),
            Integer.parseInt(args[PORT_ARGUMENT]),
            VipProtocol.TCP);
    TreeMap<VipKey, Vip> vips = new TreeMap<>();
    vips.put(key, new Vip(key, List.of(local), VipOptions.DEFAULT, backends));
    ProxySettings defaults = ProxySettings.defaults();
    try (ProxyPlane plane =
        new ProxyPlane(
            new ProxySettings(
                Integer.parseInt(args[0]),
                args[1].equals("native"),
                defaults.failOpen(),
                defaults.maxConnections(),
                defaults.udpIdle(),
                defaults.drain()))) {
      CountDownLatch applied = new CountDownLatch(1);
      plane.onChange(applied::countDown);
      plane.apply(new DesiredState(1, vips));
      applied.await();
      for (PlaneProblem problem : plane.status().problems()) {
        System.err.println(problem.what());
      }
      System.out.println("ready");
      while (System.in.read() >= 0) {
        // until whoever started it has ended
      }
    }
  }
}
