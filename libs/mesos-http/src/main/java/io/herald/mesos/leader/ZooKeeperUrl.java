package io.herald.mesos.leader;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code zk://[user:password@]host[:port],…/path}, as Mesos and Mesos-DNS write it. A trailing
 * slash is allowed.
 *
 * @param connectString {@code host:port,…}
 * @param path absolute, without a trailing slash; {@code /} for none
 * @param digest {@code user:password}
 */
public record ZooKeeperUrl(String connectString, String path, Optional<String> digest) {

  private static final String SCHEME = "zk://";
  private static final String DEFAULT_PORT = "2181";

  /** Whether the text means ZooKeeper at all. */
  public static boolean matches(String text) {
    return text.startsWith(SCHEME);
  }

  /**
   * Reads the URL.
   *
   * @throws IllegalArgumentException if the scheme or a host is missing, or a port is malformed
   */
  public static ZooKeeperUrl parse(String text) {
    if (!matches(text)) {
      throw new IllegalArgumentException(
          "ZooKeeper URL \"" + redacted(text) + "\": write zk://host:port,host:port/path");
    }
    String rest = text.substring(SCHEME.length());
    int slash = rest.indexOf('/');
    if (slash >= 0 && rest.indexOf('@', slash) >= 0) {
      throw new IllegalArgumentException(
          "ZooKeeper URL \""
              + redacted(text)
              + "\": the credentials must be without a slash; choose others");
    }
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    String path = slash < 0 ? "/" : rest.substring(slash).replaceAll("/+", "/");
    if (path.length() > 1 && path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    int at = authority.lastIndexOf('@');
    Optional<String> digest = at < 0 ? Optional.empty() : Optional.of(authority.substring(0, at));
    digest.ifPresent(
        value -> {
          if (value.indexOf(':') < 0) {
            throw new IllegalArgumentException(
                "ZooKeeper URL \""
                    + redacted(text)
                    + "\": write the credentials as user:password@");
          }
        });
    String hosts =
        Arrays.stream(authority.substring(at + 1).split(",", -1))
            .map(host -> withPort(host.strip(), text))
            .collect(Collectors.joining(","));
    return new ZooKeeperUrl(hosts, path, digest);
  }

  private static String withPort(String host, String text) {
    if (host.isEmpty()) {
      throw new IllegalArgumentException(
          "ZooKeeper URL \"" + redacted(text) + "\": a host is empty; write zk://host:port/path");
    }
    boolean hasPort = host.indexOf(':') >= 0 && !host.endsWith("]");
    String withPort = hasPort ? host : host + ":" + DEFAULT_PORT;
    String port = withPort.substring(withPort.lastIndexOf(':') + 1);
    if (!port.matches("\\d{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535) {
      throw new IllegalArgumentException(
          "ZooKeeper URL \"" + redacted(text) + "\": \"" + port + "\" is not a port (1-65535)");
    }
    return withPort;
  }

  private static String redacted(String text) {
    // All that stands before the last @: who forgot zk:// or a colon has a password there too.
    return text.replaceFirst("^([a-z]+://)?.*@", "$1…@");
  }

  /** The URL without its credentials. */
  @Override
  public String toString() {
    return SCHEME + connectString + path;
  }
}
