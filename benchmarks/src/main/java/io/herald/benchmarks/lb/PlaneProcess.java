package io.herald.benchmarks.lb;

import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.DataPlane;
import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipHost;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.plane.VipOptions;
import io.herald.balancer.plane.VipProtocol;
import io.herald.services.instance.ServiceKey;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * One plane alone, with one VIP, until its input ends. Arguments: the plane as {@link BenchPlane}
 * names it, HAProxy's folder, the VIP's address and port, the ports of its backends on 127.0.0.1.
 */
public final class PlaneProcess {

  private static final int FIRST_BACKEND = 4;
  private static final long PAUSE_MILLIS = 10;

  private PlaneProcess() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    InetAddress local = InetAddress.getLoopbackAddress();
    List<Backend> backends = new ArrayList<>();
    for (int i = FIRST_BACKEND; i < args.length; i++) {
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
        new VipKey(new VipHost.Named("bench.marathon"), Integer.parseInt(args[3]), VipProtocol.TCP);
    TreeMap<VipKey, Vip> vips = new TreeMap<>();
    InetAddress address = InetAddress.getByName(args[2]);
    vips.put(key, new Vip(key, List.of(address), VipOptions.DEFAULT, backends));
    try (DataPlane plane =
        BenchPlane.open(args[0], address.getHostAddress() + "/32", Path.of(args[1]))) {
      plane.apply(new DesiredState(1, vips));
      while (plane.status().applied() == 0 && plane.status().problems().isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
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
