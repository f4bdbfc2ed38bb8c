package io.herald.dns.transport;

import io.herald.dns.answer.Transport;

/** A reply of the slow path that is counted with its first message. For one thread. */
final class CountedMessages implements Messages {

  private final Messages messages;
  private final Transport transport;
  private final QueryCounters counters;
  private final long asked;
  private boolean counted;

  /**
   * @param asked when the query came, as {@link System#nanoTime} has it
   */
  CountedMessages(Messages messages, Transport transport, QueryCounters counters, long asked) {
    this.messages = messages;
    this.transport = transport;
    this.counters = counters;
    this.asked = asked;
  }

  @Override
  public boolean hasNext() {
    return messages.hasNext();
  }

  @Override
  public byte[] next() {
    byte[] message = messages.next();
    if (!counted) {
      counted = true;
      counters.countLater(transport, message, System.nanoTime() - asked);
    }
    return message;
  }

  @Override
  public void close() {
    messages.close();
  }
}
