package io.herald.dns.server;

import io.herald.dns.config.DnsConfig;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server with sockets at a place that the configuration names. It is opened anew only if the
 * place changes, the new one before the old one closes; only where both need the same port does the
 * old one close first. Used under its owner's lock.
 */
final class Listening<T extends AutoCloseable> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Listening.class);

  /**
   * Where it listens.
   *
   * @param protocol what is spoken there
   */
  record Place(String listener, int port, String protocol) {

    /** Whether the two can't be open at one time. */
    boolean overlaps(Place other) {
      return port == other.port
          && port != 0
          && (listener.equals(other.listener) || isAny() || other.isAny());
    }

    private boolean isAny() {
      return listener.equals("*") || listener.equals("0.0.0.0") || listener.equals("::");
    }
  }

  /** Opens it where the configuration wants it. */
  @FunctionalInterface
  interface Opening<T> {
    T open(DnsConfig config) throws IOException;
  }

  private final Function<DnsConfig, Optional<Place>> place;
  private final Opening<T> opening;
  private @Nullable T open;
  private Optional<Place> at = Optional.empty();

  /**
   * @param place where it listens by a configuration; empty: nowhere
   */
  Listening(Function<DnsConfig, Optional<Place>> place, Opening<T> opening) {
    this.place = place;
    this.opening = opening;
  }

  Optional<T> get() {
    return Optional.ofNullable(open);
  }

  /**
   * Opens what another configuration needs beside what is open.
   *
   * @throws IOException if that can't be; nothing is changed then
   */
  Move prepare(DnsConfig config) throws IOException {
    Optional<Place> wanted = place.apply(config);
    if (wanted.equals(at) || wanted.isEmpty()) {
      return new Move(config, wanted, null, false);
    }
    try {
      return new Move(config, wanted, opening.open(config), false);
    } catch (IOException e) {
      if (at.isPresent() && at.get().overlaps(wanted.get())) {
        return new Move(config, wanted, null, true);
      }
      throw e;
    }
  }

  @Override
  public void close() {
    closeQuietly(open);
    open = null;
    at = Optional.empty();
  }

  private static void closeQuietly(@Nullable AutoCloseable part) {
    if (part == null) {
      return;
    }
    try {
      part.close();
    } catch (Exception e) { // AutoCloseable declares no less
      log.error("closing {} failed", part.getClass().getSimpleName(), e);
    }
  }

  /** The way to another place: made or cancelled, once. */
  final class Move {
    private final DnsConfig config;
    private final Optional<Place> to;
    private final @Nullable T opened;
    private final boolean oldFirst;

    private Move(DnsConfig config, Optional<Place> to, @Nullable T opened, boolean oldFirst) {
      this.config = config;
      this.to = to;
      this.opened = opened;
      this.oldFirst = oldFirst;
    }

    /**
     * Closes the old one, if it is another.
     *
     * @throws IOException if the old one had to close first and the new one can't be opened;
     *     nothing is open then
     */
    void make() throws IOException {
      if (to.equals(at)) {
        return;
      }
      T old = open;
      if (oldFirst) {
        close();
        open = opening.open(config);
      } else {
        open = opened;
        closeQuietly(old);
      }
      at = to;
    }

    /** Closes what was opened for it. */
    void cancel() {
      closeQuietly(opened);
    }
  }
}
