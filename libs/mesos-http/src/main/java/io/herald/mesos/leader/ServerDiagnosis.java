package io.herald.mesos.leader;

import io.herald.runtime.failure.Reason;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Why servers can't be reached, which the ZooKeeper client keeps to itself: it looks each of them
 * up and connects to it, all at once and for a limited time.
 */
final class ServerDiagnosis {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private ServerDiagnosis() {}

  /**
   * Finds out; takes 3 s at most.
   *
   * @param servers {@code host:port,…}
   * @return a clause; empty if one of them accepts connections
   */
  static Optional<String> of(String servers) throws InterruptedException {
    Map<String, CompletableFuture<String>> tries = new LinkedHashMap<>();
    for (String server : servers.split(",", -1)) {
      CompletableFuture<String> reason = new CompletableFuture<>();
      Threads.daemon("zookeeper-diagnosis", () -> reason.complete(reason(server))).start();
      tries.put(server, reason);
    }
    long until = System.nanoTime() + PATIENCE.toNanos();
    Map<String, String> reasons = new LinkedHashMap<>();
    for (Map.Entry<String, CompletableFuture<String>> tried : tries.entrySet()) {
      String reason = await(tried.getValue(), until - System.nanoTime());
      if (reason.isEmpty()) {
        return Optional.empty();
      }
      reasons.put(tried.getKey(), reason);
    }
    return Optional.of(sentence(reasons));
  }

  private static String await(CompletableFuture<String> reason, long nanos)
      throws InterruptedException {
    try {
      return reason.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return "no answer came in time";
    } catch (ExecutionException e) {
      return Reason.of(e);
    }
  }

  /** Each reason once; of several servers each by name. */
  private static String sentence(Map<String, String> reasons) {
    Set<String> different = new LinkedHashSet<>(reasons.values());
    if (different.size() == 1) {
      return different.iterator().next();
    }
    List<String> all = new ArrayList<>();
    reasons.forEach((server, reason) -> all.add(server + ": " + reason));
    return String.join("; ", all);
  }

  /** Empty if it accepts a connection. */
  private static String reason(String server) {
    int colon = server.lastIndexOf(':');
    String host = server.substring(0, colon).replaceAll("^\\[|\\]$", "");
    InetSocketAddress address =
        new InetSocketAddress(host, Integer.parseInt(server.substring(colon + 1)));
    if (address.isUnresolved()) {
      return Reason.of(new UnknownHostException(host));
    }
    try (Socket socket = new Socket()) {
      socket.connect(address, (int) PATIENCE.toMillis());
      return "";
    } catch (IOException e) {
      return Reason.of(e);
    }
  }
}
