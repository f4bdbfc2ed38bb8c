package io.herald.mesos.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * HTTP clients that outlive those who use them: one for each trust and time-out, used again. A
 * client of Java 17 can't be closed; each keeps a thread and descriptors until the whole heap is
 * collected. Of more than a few the one that was used longest ago is dropped. Safe for any thread.
 */
public final class HttpClients {

  private static final int KEPT = 4;

  private record Key(Optional<SSLContext> tls, Duration connectTimeout) {}

  @GuardedBy("this")
  private final Map<Key, HttpClient> clients = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * The client for that trust.
   *
   * @param tls the same object means the same trust; absent: http, or https by the system's trust
   */
  public synchronized HttpClient of(Optional<SSLContext> tls, Duration connectTimeout) {
    HttpClient client =
        clients.computeIfAbsent(
            new Key(tls, connectTimeout),
            key -> Connection.newClient(key.tls(), key.connectTimeout()));
    if (clients.size() > KEPT) {
      clients.remove(clients.keySet().iterator().next());
    }
    return client;
  }
}
