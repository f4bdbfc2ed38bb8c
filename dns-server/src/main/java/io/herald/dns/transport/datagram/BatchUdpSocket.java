package io.herald.dns.transport.datagram;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A socket that takes up to a batch of datagrams with one system call, and sends their replies with
 * another. Where they come one at a time it costs what one by one costs; where they come faster
 * than they are answered, which is when it counts, a share of it.
 */
final class BatchUdpSocket implements UdpSocket {

  private final SocketCalls calls;
  private final int descriptor;
  private final InetSocketAddress local;
  private final boolean ipv6;
  private final int batch;
  private final MessageVector received;
  private final MessageVector replies;
  private final byte[] datagram = new byte[LARGEST_DATAGRAM];
  private final LatelySeen latelySeen = new LatelySeen();
  private final Sender sender = new Sender();
  private final Waker waker;
  private volatile boolean woken;

  private final Users users = new Users(this::free);

  BatchUdpSocket(SocketCalls calls, int descriptor, InetSocketAddress local, int batch) {
    this.calls = calls;
    this.descriptor = descriptor;
    this.local = local;
    this.ipv6 = local.getAddress() instanceof Inet6Address;
    this.batch = batch;
    this.received = new MessageVector(calls, batch);
    this.replies = new MessageVector(calls, batch);
    this.waker = new Waker(local);
  }

  /** The sender of the message that is being answered. */
  private final class Sender implements DatagramClient {
    private int message;

    @Override
    public InetAddress address() {
      return latelySeen.address(received.buffer(), received.address(message));
    }

    @Override
    public InetSocketAddress socketAddress() {
      int port = SocketAddresses.port(received.buffer(), received.address(message));
      return new InetSocketAddress(address(), port);
    }
  }

  @Override
  public Way way() {
    return Way.BATCHES;
  }

  @Override
  public InetSocketAddress localAddress() {
    return local;
  }

  @Override
  public int receive(DatagramHandler handler) throws IOException {
    return receive(handler, true);
  }

  @Override
  public int receiveNow(DatagramHandler handler) throws IOException {
    return receive(handler, false);
  }

  private int receive(DatagramHandler handler, boolean wait) throws IOException {
    users.enter();
    try {
      int count = calls.receive(descriptor, received.pointer(0), batch, wait);
      return answer(handler, count);
    } finally {
      users.leave();
    }
  }

  private int answer(DatagramHandler handler, int count) {
    int datagrams = 0;
    int toSend = 0;
    for (int i = 0; i < count; i++) {
      if (received.hasSender(i)) {
        datagrams++;
        int length = received.read(i, datagram);
        sender.message = i;
        int reply = woken && length == 0 ? 0 : handler.answer(datagram, length, sender);
        if (reply > 0) {
          replies.write(toSend++, handler.reply(), reply, received, i);
        }
      }
    }
    send(handler, toSend);
    for (int i = 0; i < count; i++) {
      received.prepare(i);
    }
    return datagrams;
  }

  private void send(DatagramHandler handler, int count) {
    int sent = 0;
    while (sent < count) {
      try {
        sent += calls.send(descriptor, replies.pointer(sent), count - sent);
      } catch (IOException e) {
        handler.sendFailed(e);
        sent++;
      }
    }
  }

  @Override
  public void send(byte[] message, InetSocketAddress client) throws IOException {
    users.enter();
    try {
      calls.send(descriptor, message, client, ipv6);
    } finally {
      users.leave();
    }
  }

  @Override
  public void wake() {
    if (users.tryEnter()) {
      woken = true;
      calls.endReceiving(descriptor);
      users.leave();
      waker.wake();
    }
  }

  @Override
  public void close() {
    if (users.tryEnter()) {
      users.close();
      calls.endReceiving(descriptor); // who waits to receive is the last to leave
      users.leave();
    }
  }

  private void free() {
    calls.close(descriptor);
    received.free();
    replies.free();
  }
}
