package io.herald.dns.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.services.host.HostResolver;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Hosts whose addresses a test tells. */
final class ToldHosts implements HostResolver {
  final Map<String, Listener> listeners = new HashMap<>();

  @Override
  public void watch(String host, Listener listener) {
    assertThat(listeners.put(host, listener)).isNull();
  }

  @Override
  public void unwatch(String host) {
    assertThat(listeners.remove(host)).isNotNull();
  }

  void tell(String host, String... addresses) throws Exception {
    List<InetAddress> told = new ArrayList<>();
    for (String address : addresses) {
      told.add(InetAddress.getByName(address));
    }
    listeners.get(host).resolved(host, told);
  }

  void fail(String host, String why) {
    listeners.get(host).unresolved(host, why);
  }
}
