package io.herald.dns.transport;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Set;

/** This machine's own addresses at the moment. */
@FunctionalInterface
interface LocalAddresses {

  /** Those of the interfaces that are up. */
  LocalAddresses OF_INTERFACES =
      () -> {
        Set<InetAddress> addresses = new HashSet<>();
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
          if (network.isUp()) {
            network.inetAddresses().forEach(addresses::add);
          }
        }
        return addresses;
      };

  Set<InetAddress> now() throws SocketException;
}
