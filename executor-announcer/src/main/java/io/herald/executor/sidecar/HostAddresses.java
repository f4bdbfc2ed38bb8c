package io.herald.executor.sidecar;

import io.herald.executor.announce.AddressMode;
import io.herald.executor.announce.MachineAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * This machine, where there is no agent to say what it is called: the variable {@code HOST}
 * (Marathon sets it), else the machine's own host name.
 */
record HostAddresses(String hostname, Map<String, String> environment)
    implements AddressMode.Addresses {

  /**
   * Finds the host's name.
   *
   * @throws IllegalArgumentException with a sentence, if it has none
   */
  static HostAddresses of(Map<String, String> environment) {
    String told = environment.get("HOST");
    if (told != null && !told.isBlank()) {
      return new HostAddresses(told, environment);
    }
    try {
      return new HostAddresses(InetAddress.getLocalHost().getHostName(), environment);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "This machine's own name does not resolve ("
              + e.getMessage()
              + "): give --announcer-hostname and the variable HOST.",
          e);
    }
  }

  /** What the name resolves to, without loopback addresses if there are others. */
  @Override
  public List<InetAddress> ofAgent() {
    List<InetAddress> named = new ArrayList<>(machine().ofAgent());
    List<InetAddress> loopback = named.stream().filter(InetAddress::isLoopbackAddress).toList();
    named.removeAll(loopback);
    named.addAll(machine().ofContainer());
    named.addAll(loopback);
    return named.stream().distinct().toList();
  }

  @Override
  public List<InetAddress> ofContainer() {
    return machine().ofContainer();
  }

  private MachineAddresses machine() {
    return new MachineAddresses("", hostname, environment);
  }
}
