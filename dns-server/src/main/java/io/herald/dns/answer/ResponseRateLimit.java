package io.herald.dns.answer;

import io.herald.runtime.net.CidrNetwork;
import java.util.List;

/**
 * How many responses over UDP a network gets.
 *
 * @param perSecond responses of each kind
 * @param slip every Nth response above it is sent truncated, the rest are dropped; 0: all dropped
 * @param exempt networks that are not limited
 */
public record ResponseRateLimit(int perSecond, int slip, List<CidrNetwork> exempt) {

  public ResponseRateLimit {
    exempt = List.copyOf(exempt);
  }
}
