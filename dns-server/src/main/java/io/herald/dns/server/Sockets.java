package io.herald.dns.server;

import io.herald.dns.config.DnsConfig;
import io.herald.dns.http.HttpApi;
import io.herald.http.HttpServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that listens: DNS, the HTTP API, the ports of modules. They move together to what a
 * configuration wants. Used under its owner's lock.
 */
final class Sockets implements AutoCloseable {

  private final Listening<DnsEndpoints> dns;
  private final Listening<HttpApi> http;
  private final Map<String, Listening<HttpServer>> ports;

  /**
   * @param ports of modules, by the keys of their parameters
   */
  Sockets(
      Listening<DnsEndpoints> dns,
      Listening<HttpApi> http,
      Map<String, Listening<HttpServer>> ports) {
    this.dns = dns;
    this.http = http;
    this.ports = new LinkedHashMap<>(ports);
  }

  Optional<DnsEndpoints> dns() {
    return dns.get();
  }

  Optional<HttpApi> http() {
    return http.get();
  }

  /** The server on a module's port, by the key of its parameter. */
  Optional<HttpServer> port(String key) {
    return Optional.ofNullable(ports.get(key)).flatMap(Listening::get);
  }

  private List<Listening<?>> all() {
    List<Listening<?>> all = new ArrayList<>();
    all.add(dns);
    all.add(http);
    all.addAll(ports.values());
    return all;
  }

  /**
   * Opens what another configuration needs beside what is open.
   *
   * @throws IOException if that can't be; nothing is changed then
   */
  Moves prepare(DnsConfig config) throws IOException {
    Moves moves = new Moves();
    try {
      for (Listening<?> listening : all()) {
        moves.all.add(listening.prepare(config));
      }
      return moves;
    } catch (IOException | RuntimeException e) {
      moves.cancel();
      throw e;
    }
  }

  /** The last opened closes first: who asks over HTTP may ask DNS next. */
  @Override
  public void close() {
    List<Listening<?>> all = all();
    for (int i = all.size() - 1; i >= 0; i--) {
      all.get(i).close();
    }
  }

  /** The way to what another configuration wants: made or cancelled, once. */
  static final class Moves {
    private final List<Listening<?>.Move> all = new ArrayList<>();

    private Moves() {}

    /**
     * Closes what is replaced.
     *
     * @throws IOException if something had to close first and the new one can't be opened; cancel
     *     these moves then
     */
    void make() throws IOException {
      for (Listening<?>.Move move : all) {
        move.make();
      }
    }

    /** Closes what was opened for it. */
    void cancel() {
      all.forEach(Listening.Move::cancel);
    }
  }
}
