package io.herald.executor.sidecar;

import io.herald.executor.announce.AddressMode;
import io.herald.executor.announce.MachineAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * This machine, where there is no agent to say what it is called: the variable {@code HOST}
 * (Marathon sets it), else the machine's own host name; if that does not resolve, as in some
 * containers, what the user gave to be announced.
 */
record HostAddresses(String hostname, Map<String, String> environment)
    implements AddressMode.Addresses {

  /** What the machine calls itself. */
  @FunctionalInterface
  interface OwnName {
    String get() throws UnknownHostException;
  }

  /**
   * Finds the host's name.
   *
   * @param announced the host to announce, if the user gave one
   * @throws IllegalArgumentException with a sentence, if it has none
   */
  static HostAddresses of(
      Map<String, String> environment, Optional<String> announced, OwnName ownName) {
    String told = environment.get("HOST");
    if (told != null && !told.isBlank()) {
      return new HostAddresses(told, environment);
    }
    try {
      return new HostAddresses(ownName.get(), environment);
    } catch (UnknownHostException e) {
      return new HostAddresses(
          announced.orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "This machine's own name does not resolve ("
                          + e.getMessage()
                          + "): give --announcer-hostname, or set the variable HOST.",
                      e)),
          environment);
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
