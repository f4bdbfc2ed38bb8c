package io.herald.balancer.vip;

import io.herald.balancer.plane.Backend;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.plane.VipOptions;
import java.util.List;

/**
 * What one port of one instance gives to one VIP.
 *
 * @param instance the task's id
 * @param label that says so, {@code VIP_0=/sise:80}
 * @param options that its labels ask for
 * @param backends one for each address; none while the task can't be reached
 * @param standing why their weight is what it is
 */
public record VipClaim(
    VipKey key,
    String instance,
    String label,
    VipOptions options,
    List<Backend> backends,
    Standing standing) {

  public VipClaim {
    backends = List.copyOf(backends);
  }

  /** The same, with another standing and the same backends. */
  public VipClaim withStanding(Standing now) {
    return new VipClaim(key, instance, label, options, backends, now);
  }

  /** What an instance's state and health mean for its backends. */
  public enum Standing {
    /** It gets connections. */
    SERVING("serving"),
    /** Its health check fails: no new connections. */
    UNHEALTHY("its health check fails"),
    /** Its health check has had no result yet: no connections. */
    UNCHECKED("its health check has no result yet"),
    /** It is being killed: no new connections. */
    KILLING("it is being killed"),
    /** It doesn't run (yet): no backend. */
    NOT_RUNNING("it isn't running"),
    /** It went with more than half of its service: kept as it was for the grace time. */
    LOST("it is lost; kept for the grace time");

    private final String text;

    Standing(String text) {
      this.text = text;
    }

    /** For people: what stands after "weight 0: ". */
    public String text() {
      return text;
    }

    public boolean isBackend() {
      return this != NOT_RUNNING;
    }
  }
}
