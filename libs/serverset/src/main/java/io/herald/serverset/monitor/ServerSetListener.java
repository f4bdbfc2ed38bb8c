package io.herald.serverset.monitor;

import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberFormatException;
import io.herald.serverset.member.ServerSetPath;

/**
 * Told what changes in the sets that a {@link ServerSetMonitor} follows.
 *
 * <p>Called in order, one call at a time, on the monitor's own thread, which reads nothing
 * meanwhile.
 */
public interface ServerSetListener {

  /**
   * A member is there. A node name is added at most once until it is removed; a member's data never
   * changes under its name.
   *
   * @param member maybe not {@linkplain Member#isAlive() alive}: most readers ignore such a one
   */
  void added(ServerSetPath group, String nodeName, Member member);

  /** A member that was added is gone. */
  void removed(ServerSetPath group, String nodeName, Member member);

  /**
   * A node has a member's name, and its data is no member's. Told once per node name; the other
   * members are not harmed.
   */
  default void malformed(ServerSetPath group, String nodeName, MemberFormatException reason) {}

  /**
   * ZooKeeper refuses to let us list a folder, or does no more. Meanwhile its sets stay as they
   * were; it is asked again now and then.
   */
  default void readable(ServerSetPath folder, boolean readable) {}

  /**
   * All that ZooKeeper held has been told: after the first reading, and again after each bunch of
   * changes. Whoever wants whole pictures collects the calls before and acts here.
   */
  default void settled() {}

  /**
   * The connection to ZooKeeper was lost or is back. While it is lost the last picture stands: the
   * listener is told nothing. After it is back, the differences.
   */
  default void connected(boolean connected) {}
}
