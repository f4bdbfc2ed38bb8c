package io.herald.executor.probe;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A connection to a server, plain or secured. Each call waits for at least a byte, up to the
 * connection's deadline; an interrupt ends the waiting. For use by one thread.
 */
interface Wire extends Closeable {

  /**
   * Takes what has come.
   *
   * @return how many bytes; -1 at the end
   * @throws java.net.SocketTimeoutException if the deadline is over
   */
  int read(ByteBuffer into) throws IOException, InterruptedException;

  /**
   * Sends all of it.
   *
   * @throws java.net.SocketTimeoutException if the deadline is over
   */
  void write(ByteBuffer from) throws IOException, InterruptedException;

  /** Ends the connection; does not wait, and never fails. */
  @Override
  void close();
}
