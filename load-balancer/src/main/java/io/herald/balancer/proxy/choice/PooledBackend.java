package io.herald.balancer.proxy.choice;

import io.herald.balancer.plane.Backend;
import java.net.InetSocketAddress;

/**
 * A backend, and what is known of it here. What changes is guarded by the lock of its {@link
 * BackendPool}.
 */
public final class PooledBackend {

  private final InetSocketAddress address;
  final long seed;
  private volatile Backend backend;

  /** Connections that have a place, those that are being made included. */
  int open;

  /** Of smooth weighted round robin: how far it is behind its share. */
  long credit;

  /** Connects that have failed in a row. */
  int failures;

  /** Out, since connects failed, until a probe or a connection succeeds. */
  boolean ejected;

  /** What active checks say; up until they have said otherwise. */
  boolean up = true;

  /** Belongs to the pool; what has left it never comes back. */
  boolean current = true;

  /** Working space of one choice. */
  boolean candidate;

  PooledBackend(Backend backend) {
    this.backend = backend;
    this.address = new InetSocketAddress(backend.address(), backend.port());
    this.seed = SourceHash.of(backend.address(), backend.port());
  }

  public InetSocketAddress address() {
    return address;
  }

  /** As the desired state has it. */
  public Backend backend() {
    return backend;
  }

  /** The same place with another weight. */
  void replace(Backend other) {
    backend = other;
  }

  int weight() {
    return backend.weight();
  }

  boolean isHealthy() {
    return up && !ejected;
  }
}
