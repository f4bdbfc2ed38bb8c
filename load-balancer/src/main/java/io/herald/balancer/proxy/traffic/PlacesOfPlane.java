package io.herald.balancer.proxy.traffic;

import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.AddressText;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * How many connections, or sessions of UDP, all VIPs together may have; and what keeps this machine
 * from making more. Safe for any thread.
 */
public final class PlacesOfPlane {

  private static final long PAUSE_MILLIS = 20;

  private final int most;
  private final Consumer<String> problems;
  private final AtomicInteger taken = new AtomicInteger();

  /**
   * @param most connections and sessions at a time
   * @param problems is told in a sentence, with the remedy, what this machine lacks; often
   */
  public PlacesOfPlane(int most, Consumer<String> problems) {
    this.most = most;
    this.problems = problems;
  }

  /** Takes a place, which {@link #giveBack} gives back; false if there is none. */
  public boolean take() {
    if (taken.incrementAndGet() > most) {
      taken.decrementAndGet();
      problems.accept(
          "all "
              + most
              + " connections that the proxy may have are taken, and further ones are reset; raise"
              + " the limit, or run a second load balancer");
      return false;
    }
    return true;
  }

  /** Gives a place back. */
  public void giveBack() {
    taken.decrementAndGet();
  }

  /** Places that are taken. */
  public int taken() {
    return taken.get();
  }

  /**
   * Waits until none is taken, at most for so long.
   *
   * @return places that are taken still
   */
  public int awaitNone(Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (taken() > 0 && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    return taken();
  }

  /** A client couldn't be accepted for a reason of this machine. */
  public void acceptImpossible(InetSocketAddress address, Throwable cause) {
    tell("accepting clients on " + AddressText.of(address), cause);
  }

  /** A connection couldn't be made for a reason of this machine. */
  public void connectImpossible(InetSocketAddress backend, Throwable cause) {
    tell("connecting to " + AddressText.of(backend), cause);
  }

  private void tell(String what, Throwable cause) {
    String why = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    String remedy;
    if (why.contains("too many open files")) {
      remedy = "raise the limit of open files (LimitNOFILE= in the systemd unit, `ulimit -n`)";
    } else if (why.contains("assign requested address") || why.contains("address not available")) {
      remedy =
          "no local port is free for this backend; widen net.ipv4.ip_local_port_range, or spread its"
              + " load over more instances";
    } else {
      remedy = "mend that on this machine";
    }
    problems.accept(what + ": " + Reason.of(cause) + "; " + remedy);
  }
}
