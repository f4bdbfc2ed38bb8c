package io.herald.dns.zone;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a zone's nodes are found by their owner names. Any number of readers call {@link #find}
 * beside one writer, who alone calls the rest. What was put before a find began is found, whole; a
 * find beside a put gives the node of before or of after it, never a mixture of both.
 */
interface NodeStore {

  /** The name's node, or null; for any thread. */
  byte @Nullable [] find(LookupKey name);

  /** Stores the node of a name in place of any before it. */
  void put(LookupKey name, byte[] node);

  /** Removes the name's node, if there is one. */
  void remove(LookupKey name);

  /** Number of nodes. */
  int size();

  /** Gives every node, in no order. */
  void forEach(Consumer<byte[]> consumer);
}
