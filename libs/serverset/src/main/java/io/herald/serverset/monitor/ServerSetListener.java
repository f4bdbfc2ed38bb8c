package io.herald.serverset.monitor;

import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberFormatException;
import io.herald.serverset.member.ServerSetPath;

/**
 * Receives what changes in the sets that a {@link ServerSetMonitor} follows.
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
   * A node has a member's name, but its data is not a member's. Reported once per node name; the
   * other members are not affected.
   */
  default void malformed(ServerSetPath group, String nodeName, MemberFormatException reason) {}

  /**
   * ZooKeeper denies listing a folder, or grants it again. Meanwhile its sets stay as they were;
   * reading is retried from time to time.
   */
  default void readable(ServerSetPath folder, boolean readable) {}

  /**
   * Everything that ZooKeeper held has been reported: after the first reading, and again after each
   * batch of changes. A reader that wants whole snapshots collects the calls before and acts here.
   */
  default void settled() {}

  /**
   * The connection to ZooKeeper was lost or is back. While it is lost the last snapshot stands and
   * nothing is reported. After it is back, the differences are.
   */
  default void connected(boolean connected) {}
}
