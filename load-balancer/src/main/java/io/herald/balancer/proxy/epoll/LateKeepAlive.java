package io.herald.balancer.proxy.epoll;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the kernel ask after the connections of one loop that have been open for a while, 30 to 60
 * seconds: most are over before, and are spared the calls. Only its loop uses it.
 */
public final class LateKeepAlive {

  private static final Logger log = LoggerFactory.getLogger(LateKeepAlive.class);
  private static final long PERIOD_SECONDS = 30;

  private final EventLoop loop;
  private final int idleSeconds;
  private Set<LinuxStream> young = new HashSet<>();
  private Set<LinuxStream> older = new HashSet<>();
  private boolean running;

  /**
   * @param idleSeconds after which a silent connection's other machine is asked
   */
  public LateKeepAlive(EventLoop loop, int idleSeconds) {
    this.loop = loop;
    this.idleSeconds = idleSeconds;
  }

  void opened(LinuxStream stream) {
    young.add(stream);
    if (!running) {
      running = true;
      later();
    }
  }

  void closed(LinuxStream stream) {
    if (!young.remove(stream)) {
      older.remove(stream);
    }
  }

  private void later() {
    if (!loop.isShuttingDown()) {
      var unused = loop.schedule(this::pass, PERIOD_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Asks after those that stood at the last pass already. */
  void pass() {
    older.forEach(this::keepAlive);
    older.clear();
    Set<LinuxStream> empty = older;
    older = young;
    young = empty;
    running = !older.isEmpty();
    if (running) {
      later();
    }
  }

  private void keepAlive(LinuxStream stream) {
    try {
      stream.keepAlive(idleSeconds);
    } catch (IOException e) { // it is gone, and will be closed
      log.debug("{}: {}", stream, e.toString());
    }
  }
}
