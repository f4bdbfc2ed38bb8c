package io.herald.publish;

import io.herald.etcd.EtcdSettings;
import io.herald.publish.config.PublishSettings;
import io.herald.publish.writer.PublishSource;
import io.herald.publish.writer.PublisherCounters;
import io.herald.publish.writer.SkydnsPublisher;
import io.herald.runtime.metrics.Metric;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The publisher of one process, over reloads: one that is told the same again goes on as it was.
 * Used by one thread at a time; its metrics by any.
 */
public final class PublishService implements AutoCloseable {

  private final String self;
  private final PublisherCounters counters = new PublisherCounters();
  private @Nullable Running running;

  private record Running(Wanted wanted, SkydnsPublisher publisher) {}

  /** Where, how and what; two that are equal are published by the same publisher. */
  public record Wanted(EtcdSettings etcd, PublishSettings settings, PublishSource source) {

    private boolean isAs(Wanted other) {
      return etcd.equals(other.etcd)
          && settings.equals(other.settings)
          && source.isAs(other.source);
    }
  }

  /**
   * Publishes nothing yet.
   *
   * @param self what the election says of this process: its host and process id
   */
  public PublishService(String self) {
    this.self = self;
  }

  /** What this process calls itself: its machine, if that has a name, and its number. */
  public static String self() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "a machine without a name";
    }
    return host + ", process " + ProcessHandle.current().pid();
  }

  /** Publishes this from now on; empty: nothing. Waits for the publisher before to end in order. */
  public void use(Optional<Wanted> wanted) {
    Running before = running;
    if (before != null && wanted.isPresent() && wanted.get().isAs(before.wanted())) {
      return;
    }
    close();
    wanted.ifPresent(
        now ->
            running =
                new Running(
                    now,
                    SkydnsPublisher.start(
                        now.etcd(), now.settings(), now.source(), counters, self)));
  }

  public List<Metric> metrics() {
    return counters.metrics();
  }

  @Override
  public void close() {
    Running ending = running;
    running = null;
    if (ending != null) {
      ending.publisher().close();
    }
  }
}
