package io.herald.balancer.haproxy;

/**
 * A server as HAProxy says it is.
 *
 * @param address as HAProxy writes it
 * @param port 0: none
 * @param weight 0 to 256, as it was last set
 * @param maintenance whether it is in maintenance, and gets nothing
 */
record RunningServer(
    String backend,
    String name,
    int id,
    String address,
    int port,
    int weight,
    boolean maintenance) {

  /** The same, elsewhere. */
  RunningServer at(String otherAddress, int otherPort) {
    return new RunningServer(backend, name, id, otherAddress, otherPort, weight, maintenance);
  }

  RunningServer withWeight(int other) {
    return new RunningServer(backend, name, id, address, port, other, maintenance);
  }

  RunningServer withMaintenance(boolean now) {
    return new RunningServer(backend, name, id, address, port, weight, now);
  }
}
