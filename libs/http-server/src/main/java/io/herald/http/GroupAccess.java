package io.herald.http;

import io.herald.runtime.net.CidrNetwork;
import io.herald.runtime.net.PrivateNetworks;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Who may use the routes of one {@link AccessGroup}, of the clients that may use the server. All of
 * it must hold.
 *
 * @param allow networks of the clients; empty: all
 * @param tokenFiles files with a token each, one of which a client must send; an empty list: it
 *     needs none; no list: the server's own token counts
 * @param certificate whether a client must have shown a certificate, where the server asks for one
 */
public record GroupAccess(
    List<CidrNetwork> allow, Optional<List<Path>> tokenFiles, boolean certificate) {

  /** Every client that may use the server. */
  public static final GroupAccess OPEN = new GroupAccess(List.of(), Optional.empty(), true);

  /** Those of loopback, private, shared and link-local addresses. */
  public static final GroupAccess PRIVATE =
      new GroupAccess(PrivateNetworks.ALL, Optional.empty(), true);

  public GroupAccess {
    allow = List.copyOf(allow);
    tokenFiles = tokenFiles.map(List::copyOf);
  }

  /**
   * A group's access unless something else is set: what lists the whole cluster, other than {@code
   * /v1}, is for private networks.
   */
  public static GroupAccess ofDefault(AccessGroup group) {
    return switch (group) {
      case V1, OPERATIONS -> OPEN;
      case API, WATCH, PAGE, FACADES -> PRIVATE;
    };
  }
}
