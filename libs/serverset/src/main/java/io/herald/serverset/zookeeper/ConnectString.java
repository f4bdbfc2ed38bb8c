package io.herald.serverset.zookeeper;

import static java.util.stream.Collectors.joining;

import io.herald.serverset.member.ServerSetPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a ZooKeeper ensemble is. Its text never holds a credential.
 *
 * @param servers {@code host:port} each, at least one
 * @param chroot what the client takes for the root of the tree; {@code /} for the whole
 * @param digest {@code user:password} of a {@code zk://user:password@…} address
 */
public record ConnectString(
    List<String> servers, ServerSetPath chroot, Optional<Credential> digest) {

  private static final String SCHEME = "zk://";
  private static final int DEFAULT_PORT = 2181;
  private static final int MAX_PORT = 65535;

  /**
   * @throws IllegalArgumentException if there is no server
   */
  public ConnectString {
    servers = List.copyOf(servers);
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("a ZooKeeper server is missing; write HOST:PORT");
    }
  }

  /**
   * Reads ZooKeeper's own form ({@code h1:2181,h2,[::1]:2181/chroot}) and Mesos' form ({@code
   * zk://user:password@h1:2181,h2/chroot}). The port is 2181 where none is written.
   *
   * @throws IllegalArgumentException if a host or port is malformed; the message holds no
   *     credential
   */
  public static ConnectString parse(String text) {
    String rest = text.strip();
    Optional<Credential> digest = Optional.empty();
    if (rest.startsWith(SCHEME)) {
      rest = rest.substring(SCHEME.length());
      int slash = rest.indexOf('/');
      // A password may hold an @; a host can't.
      int at = rest.lastIndexOf('@', slash < 0 ? rest.length() : slash);
      if (at >= 0) {
        digest = Optional.of(Credential.digest(rest.substring(0, at)));
        rest = rest.substring(at + 1);
      }
    } else if (rest.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "a ZooKeeper address with a credential is written zk://user:password@host:port");
    }
    int slash = rest.indexOf('/');
    String hosts = slash < 0 ? rest : rest.substring(0, slash);
    List<String> servers = new ArrayList<>();
    for (String server : hosts.split(",", -1)) {
      servers.add(server(server.strip(), hosts));
    }
    return new ConnectString(
        servers, new ServerSetPath(slash < 0 ? "/" : rest.substring(slash)), digest);
  }

  /** What ZooKeeper's and Curator's clients take. */
  public String forClient() {
    String hosts = servers.stream().collect(joining(","));
    return chroot.value().equals("/") ? hosts : hosts + chroot.value();
  }

  @Override
  public String toString() {
    return forClient();
  }

  private static String server(String server, String all) {
    int colon = server.lastIndexOf(':');
    if (server.endsWith("]") || colon < 0) {
      colon = server.length();
    }
    String host = server.substring(0, colon);
    if (host.isEmpty() || host.equals("[]")) {
      throw new IllegalArgumentException(
          "ZooKeeper servers \"" + all + "\": a host is missing; write h1:2181,h2:2181");
    }
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (!bracketed && host.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "ZooKeeper server \"" + server + "\": write an IPv6 address as [address]:port");
    }
    if (colon == server.length()) {
      return host + ":" + DEFAULT_PORT;
    }
    String port = server.substring(colon + 1);
    if (!port.matches("[0-9]{1,5}")
        || Integer.parseInt(port) < 1
        || Integer.parseInt(port) > MAX_PORT) {
      throw new IllegalArgumentException(
          "ZooKeeper server \"" + server + "\": the port must be 1 to " + MAX_PORT);
    }
    return host + ":" + Integer.parseInt(port);
  }
}
