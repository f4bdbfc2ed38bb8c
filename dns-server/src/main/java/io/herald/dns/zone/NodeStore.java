package io.herald.dns.zone;

import java.util.function.Consumer;

/**
 * Where a zone's nodes are found by their owner names. Any number of readers call {@link #find}
 * beside one writer, who alone calls the rest. What was put before a find began is found, whole; a
 * find beside a put gives the node of before or of after it, never a mixture of both.
 */
interface NodeStore {

  /**
   * Looks at the name's node, if there is one; for any thread that is among the readers, and for
   * the writer.
   *
   * @param node set to it, or left as it is
   * @return whether there is one
   */
  boolean find(LookupKey name, Node node);

  /** Stores a copy of the node of a name in place of any before it. */
  void put(LookupKey name, byte[] bytes, int start, int length);

  /** Removes the name's node, if there is one. */
  void remove(LookupKey name);

  /** Frees what was replaced and removed, and is read by nobody. */
  void settle();

  /** Number of nodes. */
  int size();

  /** Gives every node, in no order; the object that it is seen with is the same for all. */
  void forEach(Consumer<Node> consumer);
}
