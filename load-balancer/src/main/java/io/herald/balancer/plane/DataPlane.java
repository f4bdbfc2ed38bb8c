package io.herald.balancer.plane;

import io.herald.runtime.metrics.Metric;
import java.util.List;

/**
 * What carries the traffic. Fails static: whatever goes wrong, what it last applied stays, and the
 * problem is reported.
 */
public interface DataPlane extends AutoCloseable {

  /** As {@code --plane} names it. */
  String name();

  /**
   * Has this state from now on. Returns at once; of several states that come while one is being
   * applied only the latest counts. Never called with {@link DesiredState#NONE}.
   */
  void apply(DesiredState state);

  /** What stands, at the moment of the call. */
  PlaneStatus status();

  /** Calls it whenever {@link #status} has changed, from any thread; it must not block. */
  void onChange(Runnable listener);

  /** Rows of the metrics page; asked at each scrape. */
  List<Metric> metrics();

  /**
   * Takes nothing new from now on, and returns when what is open has ended, or its time is over.
   * What lives outside of this process goes on, and isn't waited for. Then comes {@link #close}.
   */
  default void drain() {}

  /** Ends it; what lives outside of this process, such as rules of the kernel, goes on. */
  @Override
  void close();
}
