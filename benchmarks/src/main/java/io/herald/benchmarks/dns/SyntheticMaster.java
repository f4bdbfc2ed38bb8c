package io.herald.benchmarks.dns;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.mesos.v1.master.Protos.Call;

/**
 * A master of a synthetic cluster, in a process of its own so that it doesn't count as anybody's
 * CPU. Serves {@code GET /state}; without changes per second it has no event stream, as the masters
 * that Mesos-DNS knows, and with them a stream that replaces that many tasks each second.
 *
 * <p>Usage: {@code SyntheticMaster PORT TASKS SHARE CHANGES}. SHARE (0 to 1) of the tasks is
 * another in every second answer to GET /state; CHANGES is a number per second, 0 for no stream.
 * Says "ready" when it listens.
 */
public final class SyntheticMaster {

  private final SyntheticCluster cluster;
  private final List<StoredBody> states;
  private final StoredBody subscribed;
  private final int changesPerSecond;
  private final AtomicInteger reads = new AtomicInteger();
  private final List<OutputStream> streams = new CopyOnWriteArrayList<>();

  private SyntheticMaster(int port, int tasks, double share, int changesPerSecond)
      throws IOException {
    this.cluster = SyntheticCluster.of(tasks);
    this.changesPerSecond = changesPerSecond;
    StoredBody state = StoredBody.of(out -> StateJson.write(cluster, port, out));
    this.states =
        share == 0
            ? List.of(state)
            : List.of(
                state, StoredBody.of(out -> StateJson.write(cluster.changed(1, share), port, out)));
    this.subscribed =
        StoredBody.of(
            changesPerSecond == 0 ? out -> {} : out -> StateEvents.writeSubscribed(cluster, out));
  }

  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[0]);
    int changes = Integer.parseInt(args[3]);
    SyntheticMaster master =
        new SyntheticMaster(port, Integer.parseInt(args[1]), Double.parseDouble(args[2]), changes);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", master::answer);
    server.start();
    System.out.println("ready");
    if (changes > 0) {
      master.change();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/state") || path.equals("/master/state")) {
      StoredBody state = states.get(reads.getAndIncrement() % states.size());
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, state.length());
      try (OutputStream body = exchange.getResponseBody()) {
        state.copyTo(body);
      }
    } else if (path.equals("/api/v1")
        && changesPerSecond > 0
        && Call.parseFrom(exchange.getRequestBody()).getType() == Call.Type.SUBSCRIBE) {
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, 0);
      OutputStream body = exchange.getResponseBody();
      subscribed.copyTo(body);
      body.flush();
      streams.add(body); // stays open
    } else {
      exchange.sendResponseHeaders(404, -1);
      exchange.close();
    }
  }

  /** Tells the streams of one replaced task after the other, evenly over time. */
  private void change() {
    SyntheticCluster.Task[] now = cluster.tasks().toArray(new SyntheticCluster.Task[0]);
    int[] order = new Random(1).ints(now.length, 0, now.length).toArray();
    long next = 0;
    var unused =
        Executors.newSingleThreadScheduledExecutor()
            .scheduleAtFixedRate(() -> tell(StateEvents.heartbeat()), 15, 15, TimeUnit.SECONDS);
    for (int number = 0; ; number++) {
      if (streams.isEmpty()) {
        next = System.nanoTime();
      }
      next += TimeUnit.SECONDS.toNanos(1) / changesPerSecond;
      while (System.nanoTime() < next) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
      int place = order[number % order.length];
      SyntheticCluster.Task gone = now[place];
      SyntheticCluster.Task come =
          gone.replaced(
              1 + number / order.length, cluster.agents().get(number % cluster.agents().size()));
      if (!streams.isEmpty()) {
        now[place] = come;
        tell(StateEvents.replaced(gone, come));
      }
    }
  }

  private synchronized void tell(byte[] records) {
    streams.removeIf(stream -> !written(stream, records));
  }

  private static boolean written(OutputStream stream, byte[] records) {
    try {
      stream.write(records);
      stream.flush();
      return true;
    } catch (IOException e) {
      System.err.println("a subscriber has gone: " + e.getMessage());
      return false;
    }
  }
}
