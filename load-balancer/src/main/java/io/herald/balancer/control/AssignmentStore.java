package io.herald.balancer.control;

import java.io.IOException;
import java.util.Optional;

/**
 * Where what was given out is kept, the addresses of names or the ports of services, so that
 * restarts and replicas agree. What it holds is text that others make and read.
 */
public interface AssignmentStore extends AutoCloseable {

  /**
   * What is kept, and its version.
   *
   * @param text empty: nothing is kept yet
   * @param version of this text, for {@link #write}
   */
  record Held(Optional<String> text, long version) {}

  /**
   * What is kept now. May wait for a server; called by one thread.
   *
   * @throws IOException if it can't be told
   */
  Held read() throws IOException;

  /**
   * Replaces what is kept, unless somebody else has done so since.
   *
   * @return whether it was replaced; if not, read again
   * @throws IOException if it can't be written, or nobody knows whether it was
   */
  boolean write(String text, long version) throws IOException;

  /** Calls it whenever what is kept may have changed, from any thread; it must not block. */
  void onChange(Runnable listener);

  /** Where it is, for people: a path. */
  String place();

  @Override
  void close();
}
