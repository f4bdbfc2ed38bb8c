package io.herald.jobs.port;

import java.util.List;

/** Aliases of a portmap lead back to themselves. The message is a sentence. */
public final class PortCycleException extends IllegalArgumentException {

  private final String name;

  PortCycleException(String name, List<String> chain) {
    super(
        "the alias leads back to itself ("
            + String.join(" → ", chain)
            + "); let one of them be a port or a number");
    this.name = name;
  }

  /** The portmap's key where the walk began. */
  public String name() {
    return name;
  }
}
