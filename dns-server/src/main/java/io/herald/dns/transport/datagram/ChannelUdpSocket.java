package io.herald.dns.transport.datagram;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** A socket of the JDK: a system call for each datagram, and one for each reply. */
final class ChannelUdpSocket implements UdpSocket {

  private final DatagramChannel channel;
  private final InetSocketAddress local;
  private final byte[] datagram = new byte[LARGEST_DATAGRAM];
  private final ByteBuffer received = ByteBuffer.allocateDirect(LARGEST_DATAGRAM);
  private final ByteBuffer sent = ByteBuffer.allocateDirect(LARGEST_DATAGRAM);
  private final Sender sender = new Sender();
  private final Waker waker;
  private volatile boolean woken;

  ChannelUdpSocket(DatagramChannel channel) throws IOException {
    this.channel = channel;
    this.local = (InetSocketAddress) channel.getLocalAddress();
    this.waker = new Waker(local);
  }

  private static final class Sender implements DatagramClient {
    private @Nullable InetSocketAddress client;

    @Override
    public InetAddress address() {
      return socketAddress().getAddress();
    }

    @Override
    public InetSocketAddress socketAddress() {
      if (client == null) {
        throw new IllegalStateException("no datagram is being answered");
      }
      return client;
    }
  }

  @Override
  public Way way() {
    return Way.CHANNEL;
  }

  @Override
  public InetSocketAddress localAddress() {
    return local;
  }

  @Override
  public int receive(DatagramHandler handler) throws IOException {
    received.clear();
    SocketAddress from = channel.receive(received);
    int length = received.position();
    if (!(from instanceof InetSocketAddress client)) {
      return 0;
    }
    if (woken && length == 0) {
      return 1; // what others sent may be queued behind it
    }
    received.flip().get(datagram, 0, length);
    sender.client = client;
    int reply = handler.answer(datagram, length, sender);
    if (reply > 0) {
      send(handler, reply, client);
    }
    return 1;
  }

  private void send(DatagramHandler handler, int length, InetSocketAddress client)
      throws ClosedChannelException {
    try {
      sent.clear().put(handler.reply(), 0, length).flip();
      channel.send(sent, client);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // an address of another family, say
      handler.sendFailed(e);
    }
  }

  @Override
  public int receiveNow(DatagramHandler handler) throws IOException {
    if (channel.isBlocking()) {
      channel.configureBlocking(false);
    }
    return receive(handler);
  }

  @Override
  public void send(byte[] message, InetSocketAddress client) throws IOException {
    channel.send(ByteBuffer.wrap(message), client);
  }

  @Override
  public void wake() {
    woken = true;
    waker.wake();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
