package io.herald.watch;

import io.herald.services.host.HostResolver;

/** For services of no cluster, which have no hosts to be looked up. */
final class NoHosts implements HostResolver {

  @Override
  public void watch(String host, Listener listener) {
    throw new IllegalStateException("no host is looked up, not " + host);
  }

  @Override
  public void unwatch(String host) {
    throw new IllegalStateException("no host is looked up, not " + host);
  }
}
