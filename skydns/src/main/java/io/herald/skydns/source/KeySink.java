package io.herald.skydns.source;

/** Hears of keys; from one thread at a time. */
public interface KeySink {

  /**
   * A key is new, or has another value or lease.
   *
   * @param lease with whose end it ends; 0: none
   */
  void put(String key, byte[] value, long lease);

  /** A key is gone. */
  void remove(String key);

  /** Every key has been told by now. */
  void complete();

  /** The source can't be heard; what was told may be of the past. */
  void stale(String reason);

  /** The source is heard again. */
  void current();
}
