package io.herald.facade.consul;

import java.util.Locale;

/** Something that a query asks for and waits for; each has an index of its own. */
sealed interface ConsulTopic {

  /** Whether its answer grows with the cluster. */
  default boolean isWhole() {
    return true;
  }

  /** The names of the services, with their tags. */
  record Services() implements ConsulTopic {}

  /** The nodes. */
  record Nodes() implements ConsulTopic {}

  /** All checks. */
  record Checks() implements ConsulTopic {}

  /** The instances of one service; names are compared without regard to case, as Consul does. */
  record Service(String name) implements ConsulTopic {
    public Service {
      name = name.toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean isWhole() {
      return false;
    }
  }

  /** What runs on one node. */
  record Node(String name) implements ConsulTopic {
    public Node {
      name = name.toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean isWhole() {
      return false;
    }
  }
}
