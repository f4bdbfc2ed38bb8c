package io.herald.mesos.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a stream told. */
final class Recorder<E> implements StreamListener<E> {

  final List<E> events = new CopyOnWriteArrayList<>();
  final List<String> reasons = new CopyOnWriteArrayList<>();
  volatile int connects;

  @Override
  public synchronized void connected() {
    connects++;
  }

  @Override
  public void event(E event) {
    events.add(event);
  }

  @Override
  public void disconnected(String reason) {
    reasons.add(reason);
  }
}
