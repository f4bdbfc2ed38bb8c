package io.herald.skydns.source;

import io.herald.skydns.answer.LeaseLeft;

/** Follows keys, on threads of its own, from its start until it is closed. */
public interface KeySource extends LeaseLeft, AutoCloseable {

  /** Starts to tell of the keys; does not wait for them. */
  void start(KeySink sink);

  /** Tells nothing more once it has returned. */
  @Override
  void close();
}
