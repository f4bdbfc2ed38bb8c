package io.herald.services;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.services.host.HostResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Resolves what a test says, when it says it. */
final class Hosts implements HostResolver {

  final Map<String, Listener> listeners = new HashMap<>();

  @Override
  public void watch(String host, Listener listener) {
    assertThat(listeners.put(host, listener)).isNull();
  }

  @Override
  public void unwatch(String host) {
    assertThat(listeners.remove(host)).isNotNull();
  }

  void resolve(String host, String address) {
    listeners.get(host).resolved(host, List.of(address(address)));
  }

  static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
