package io.herald.dns.transport.datagram;

/** Answers datagrams, on the thread that receives them. */
public interface DatagramHandler {

  /**
   * Answers one datagram. Must not throw: what goes wrong with one must not cost the others that
   * came with it.
   *
   * @param datagram its bytes are the first {@code length} of these, until this returns
   * @param length 0 to 65,535
   * @return the number of bytes of {@link #reply} to send back; 0 sends nothing
   */
  int answer(byte[] datagram, int length, DatagramClient client);

  /** Holds what the last {@link #answer} replied, until the next. */
  byte[] reply();

  /** Hears that a reply could not be sent; the replies after it are sent all the same. */
  void sendFailed(Exception failure);
}
