package io.herald.http;

import io.herald.runtime.net.CidrNetwork;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which clients may use an HTTP server, and how.
 *
 * @param identity what it shows to its clients; empty: it speaks http
 * @param clientAuthorities PEM file of the authorities whose certificates clients show; empty: none
 *     is asked for
 * @param tokenFile holds the token that clients must send; empty: they need none
 * @param allow networks of the clients; empty: all
 * @param groups the further rules of groups of routes that differ from {@link
 *     GroupAccess#ofDefault}
 * @param limits of what clients may have at a time
 * @param origins of the pages that may read responses in a browser; {@code *}: all
 */
public record HttpAccess(
    Optional<Identity> identity,
    Optional<Path> clientAuthorities,
    Optional<Path> tokenFile,
    List<CidrNetwork> allow,
    Map<AccessGroup, GroupAccess> groups,
    Limits limits,
    List<String> origins) {

  /** PEM files of a certificate chain and its key. */
  public record Identity(Path certificate, Path key) {}

  /**
   * What clients may have at a time; one client is an IPv4 address, an IPv6 /64.
   *
   * @param connections in all
   * @param connectionsPerClient how many of these one client may have
   * @param requestsPerClient how many requests of one client are answered at a time
   */
  public record Limits(int connections, int connectionsPerClient, int requestsPerClient) {

    /** 1000 connections, 100 and 200 requests for each client. */
    public static final Limits DEFAULT = new Limits(1000, 100, 200);
  }

  /** Every client that a group doesn't refuse, over http. */
  public static final HttpAccess OPEN =
      new HttpAccess(
          Optional.empty(), Optional.empty(), List.of(), Limits.DEFAULT, Map.of(), List.of());

  public HttpAccess {
    allow = List.copyOf(allow);
    groups = Map.copyOf(groups);
    origins = List.copyOf(origins);
  }

  /**
   * Without certificates of clients.
   *
   * @param groups those that differ from their default
   */
  public HttpAccess(
      Optional<Identity> identity,
      Optional<Path> tokenFile,
      List<CidrNetwork> allow,
      Limits limits,
      Map<AccessGroup, GroupAccess> groups,
      List<String> origins) {
    this(identity, Optional.empty(), tokenFile, allow, groups, limits, origins);
  }

  /** The same with every group's default. */
  public HttpAccess(
      Optional<Identity> identity,
      Optional<Path> tokenFile,
      List<CidrNetwork> allow,
      int connections,
      int connectionsPerClient,
      List<String> origins) {
    this(
        identity,
        tokenFile,
        allow,
        new Limits(connections, connectionsPerClient, Limits.DEFAULT.requestsPerClient()),
        Map.of(),
        origins);
  }

  /** The rules of one group. */
  public GroupAccess of(AccessGroup group) {
    return groups.getOrDefault(group, GroupAccess.ofDefault(group));
  }
}
