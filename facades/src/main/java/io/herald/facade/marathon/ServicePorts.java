package io.herald.facade.marathon;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The service ports of apps, at which load balancers listen. Marathon hands them out and tells
 * Mesos nothing of them, so they are made anew: from the app's id and the port's index, so that
 * each Herald gives the same ones, unless two apps come to one number: then the one that was there
 * first keeps it. Safe for any thread.
 */
final class ServicePorts {

  /** Marathon's own range, flags local_port_min and local_port_max. */
  static final int LEAST = 10_000;

  static final int MOST = 20_000;

  private static final int COUNT = MOST - LEAST + 1;

  /** Of each app, by the port's index. */
  @GuardedBy("this")
  private final Map<String, Map<Integer, Integer>> ports = new HashMap<>();

  @GuardedBy("this")
  private final Set<Integer> taken = new HashSet<>();

  /** The service port of an app's port; 0 if none is left. */
  synchronized int of(String app, int index) {
    Integer known = ports.getOrDefault(app, Map.of()).get(index);
    if (known != null) {
      return known;
    }
    if (taken.size() >= COUNT) {
      return 0;
    }
    int port = wanted(app, index);
    while (!taken.add(port)) {
      port = port == MOST ? LEAST : port + 1;
    }
    ports.computeIfAbsent(app, a -> new HashMap<>()).put(index, port);
    return port;
  }

  /** The app is gone; its ports may be given to others. */
  synchronized void release(String app) {
    Map<Integer, Integer> released = ports.remove(app);
    if (released != null) {
      taken.removeAll(released.values());
    }
  }

  private static int wanted(String app, int index) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest((app + "-" + index).getBytes(UTF_8));
      int first =
          (digest[0] & 0xff) << 24
              | (digest[1] & 0xff) << 16
              | (digest[2] & 0xff) << 8
              | (digest[3] & 0xff);
      return LEAST + Integer.remainderUnsigned(first, COUNT);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
