package io.herald.services.problem;

import java.util.Locale;

/** Problems of the cluster's entities that concern whoever wants to reach them. */
public enum EntityProblem implements ProblemKind {
  /** A host that is neither an address nor a host name. */
  HOST,
  /** A host name that can't be resolved just now. */
  UNRESOLVED_HOST,
  /** Text of a container that is not an address. */
  ADDRESS,
  /** A label of the task that can't be read. */
  LABEL,
  /** A port number that no packet can hold. */
  PORT,
  /** Metadata of an announcement that can't be read; it counts as absent. */
  METADATA,
  /** More ports than are published of one task; the first ones are. */
  TOO_MANY_PORTS;

  @Override
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
