package io.herald.interop;

import io.herald.serverset.lint.ServerSetReader;
import java.util.OptionalInt;
import java.util.Set;

/** A reader that is in use elsewhere, as the stories see it. */
public interface RealReader {

  /** Which one it is. */
  ServerSetReader reader();

  /**
   * Begins to follow a set.
   *
   * @param zooKeeper {@code host:port}
   * @param endpoint which of each member's endpoints: the name of an additional one, or empty for
   *     the service endpoint
   */
  View follow(String zooKeeper, String path, String endpoint) throws Exception;

  /** What the reader holds of one set. */
  interface View extends AutoCloseable {

    /** Its endpoints now; empty if it has none, nothing yet, or has failed. */
    Set<Seen> seen();
  }

  /**
   * One endpoint as a reader holds it.
   *
   * @param shard absent if it has none, or the reader doesn't pass it on
   */
  record Seen(String host, int port, OptionalInt shard) {

    public static Seen of(String host, int port, int shard) {
      return new Seen(host, port, OptionalInt.of(shard));
    }

    public static Seen of(String host, int port) {
      return new Seen(host, port, OptionalInt.empty());
    }

    Seen withoutShard() {
      return of(host, port);
    }
  }
}
