package io.herald.dns.transport;

import java.util.Collections;
import java.util.Iterator;

/** DNS messages that are made while they are sent; closed when all are sent or no longer wanted. */
public interface Messages extends Iterator<byte[]>, AutoCloseable {

  @Override
  void close();

  /** One message. */
  static Messages of(byte[] message) {
    Iterator<byte[]> only = Collections.singleton(message).iterator();
    return new Messages() {
      @Override
      public boolean hasNext() {
        return only.hasNext();
      }

      @Override
      public byte[] next() {
        return only.next();
      }

      @Override
      public void close() {}
    };
  }
}
