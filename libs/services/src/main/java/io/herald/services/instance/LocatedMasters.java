package io.herald.services.instance;

import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Masters;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/**
 * The masters. While no master leads, the last leader stays.
 *
 * @param addresses by host, of the configured masters too; empty until the host is resolved
 */
public record LocatedMasters(Masters masters, Map<String, List<InetAddress>> addresses)
    implements Located {

  public LocatedMasters {
    addresses = Map.copyOf(addresses);
  }

  public List<InetAddress> addresses(String host) {
    return addresses.getOrDefault(host, List.of());
  }

  @Override
  public Entity entity() {
    return masters;
  }
}
