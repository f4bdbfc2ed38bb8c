package io.herald.serverset.lint;

/** Readers of ServerSets that are in use. */
public enum ServerSetReader {
  /** Finagle's {@code zk2!}, 24.2.0. */
  FINAGLE_ZK2("Finagle zk2!"),
  /** Finagle's {@code zk!}, 24.2.0, which is deprecated. */
  FINAGLE_ZK("Finagle zk!"),
  /** Twitter commons' Java server-set, 1.0.112. */
  TWITTER_COMMONS("Twitter commons (Java)"),
  /** Twitter commons' Python serverset, which Aurora's clients used. */
  TWITTER_PYTHON("Twitter commons (Python)"),
  /** Armeria's {@code ZooKeeperDiscoverySpec.serverSets()}, 1.32.5. */
  ARMERIA("Armeria"),
  /** Prometheus' serverset_sd, 2.42. */
  PROMETHEUS("Prometheus");

  private final String title;

  ServerSetReader(String title) {
    this.title = title;
  }

  @Override
  public String toString() {
    return title;
  }
}
