package io.herald.jobs.port;

import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which ports a job asks its scheduler for, as Aurora's client decides it. */
public final class RequestedPorts {

  private RequestedPorts() {}

  /**
   * The names to take from an offer: where the portmap's aliases end, and where the referenced
   * names end, unless that is a number.
   *
   * @param portmap of the announce block; empty if there is none
   * @param referenced the port names that the job uses
   * @throws PortCycleException if aliases lead back to themselves
   */
  public static SortedSet<String> of(Map<String, String> portmap, Set<String> referenced) {
    SortedSet<String> requested = new TreeSet<>();
    portmap.keySet().forEach(name -> requested.add(Chains.end(name, portmap)));
    referenced.forEach(name -> requested.add(Chains.end(name, portmap)));
    requested.removeIf(PortNumbers::isNumber);
    return requested;
  }

  /**
   * Where a name leads: a port's name or a number.
   *
   * @throws PortCycleException if aliases lead back to themselves
   */
  public static String end(String name, Map<String, String> portmap) {
    return Chains.end(name, portmap);
  }
}
