package io.herald.executor.sidecar;

import io.herald.executor.announce.MachineAddresses;
import io.herald.executor.options.AddressMode;
import io.herald.runtime.failure.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * This machine, where no agent knows its name: the variable {@code HOST} (Marathon sets it), else
 * the machine's own host name; if that does not resolve, as in some containers, what is announced,
 * be it what the user gave or an address. The name must resolve only if it is announced itself.
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
   * @param mode where the host to announce comes from otherwise
   * @throws IllegalArgumentException with a sentence, if it has none
   */
  static HostAddresses of(
      Map<String, String> environment,
      Optional<String> announced,
      AddressMode mode,
      OwnName ownName) {
    String given = environment.get("HOST");
    if (given != null && !given.isBlank()) {
      return new HostAddresses(given, environment);
    }
    try {
      return new HostAddresses(ownName.get(), environment);
    } catch (UnknownHostException e) {
      if (announced.isPresent()) {
        return new HostAddresses(announced.get(), environment);
      }
      if (mode == AddressMode.HOSTNAME) {
        throw new IllegalArgumentException(
            "this machine has no name to announce ("
                + Reason.of(e)
                + "); give --announcer-hostname, or --announcer-address ip or container-ip, or set the variable HOST",
            e);
      }
      String address = mode.host("", new HostAddresses("", environment));
      return new HostAddresses(address, environment);
    }
  }

  /** What the name resolves to, without loopback addresses if there are others. */
  @Override
  public List<InetAddress> ofAgent() {
    return machine().loopbackLast();
  }

  @Override
  public List<InetAddress> ofContainer() {
    return machine().ofContainer();
  }

  private MachineAddresses machine() {
    return new MachineAddresses("", hostname, environment);
  }
}
