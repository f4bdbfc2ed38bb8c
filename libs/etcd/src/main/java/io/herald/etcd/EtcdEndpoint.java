package io.herald.etcd;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a member of the cluster takes clients.
 *
 * @param tls whether it speaks TLS
 * @param host name or address; an IPv6 one without brackets
 * @param port 1 to 65535
 */
public record EtcdEndpoint(boolean tls, String host, int port) {

  /** etcd's own default. */
  public static final int DEFAULT_PORT = 2379;

  private static final String REMEDY = "; write http://HOST:2379 or https://HOST:2379";

  /**
   * Reads {@code http://10.0.0.1:2379}; the port may be left out.
   *
   * @throws IllegalArgumentException if it is not one; the message says what to write
   */
  public static EtcdEndpoint parse(String text) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("\"" + text + "\" is no URL" + REMEDY, e);
    }
    String scheme = uri.getScheme();
    if (scheme == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new IllegalArgumentException("\"" + text + "\" is not an http or https URL" + REMEDY);
    }
    if (uri.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "a URL of etcd holds a user; give the user and its password file by their own settings");
    }
    boolean bare = uri.getRawPath() == null || uri.getRawPath().matches("/?");
    if (uri.getHost() == null || !bare || uri.getQuery() != null || uri.getFragment() != null) {
      throw new IllegalArgumentException(
          "\"" + text + "\" has more or less than a host and a port" + REMEDY);
    }
    int port = uri.getPort() == -1 ? DEFAULT_PORT : uri.getPort();
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("\"" + text + "\": the port must be 1 to 65535");
    }
    String host = uri.getHost();
    boolean brackets = host.startsWith("[") && host.endsWith("]");
    return new EtcdEndpoint(
        scheme.equals("https"), brackets ? host.substring(1, host.length() - 1) : host, port);
  }

  /**
   * Reads a list that is separated by commas.
   *
   * @throws IllegalArgumentException if it is empty, one is none, or http and https are mixed
   */
  public static List<EtcdEndpoint> parseList(String text) {
    List<EtcdEndpoint> endpoints = new ArrayList<>();
    for (String one : text.split(",")) {
      if (!one.isBlank()) {
        endpoints.add(parse(one));
      }
    }
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("\"" + text + "\" names no endpoint" + REMEDY);
    }
    if (endpoints.stream().map(EtcdEndpoint::tls).distinct().count() > 1) {
      throw new IllegalArgumentException(
          "\"" + text + "\" mixes http and https; write all members' URLs with the same");
    }
    return List.copyOf(endpoints);
  }

  /** As it is written. */
  @Override
  public String toString() {
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return (tls ? "https://" : "http://") + shown + ":" + port;
  }
}
