package io.herald.benchmarks.attacks;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** A name server for foreign names: answers each query with the datagrams that it is told to. */
final class AttackUpstream implements AutoCloseable {

  private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final Function<byte[], List<byte[]>> answers;

  AttackUpstream(Function<byte[], List<byte[]>> answers) throws IOException {
    this.answers = answers;
    socket.setReceiveBufferSize(1 << 20);
    Thread thread = new Thread(this::serve, "upstream");
    thread.setDaemon(true);
    thread.start();
  }

  /** One address for every name. */
  static List<byte[]> honest(byte[] query) {
    int end = 12;
    while (query[end] != 0) {
      end += query[end] + 1;
    }
    end += 5;
    byte[] reply = Arrays.copyOf(query, end + 16);
    reply[2] = (byte) 0x81;
    reply[3] = (byte) 0x80;
    reply[7] = 1;
    reply[11] = 0; // no OPT record
    byte[] answer = {(byte) 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, (byte) 192, 0, 2, 1};
    System.arraycopy(answer, 0, reply, end, answer.length);
    return List.of(reply);
  }

  /** Its answer under another id, then bytes that mean nothing. */
  static List<byte[]> hostile(byte[] query) {
    byte[] forged = honest(query).get(0);
    forged[0] ^= 1;
    return List.of(forged, new byte[] {1, 2, 3});
  }

  int port() {
    return socket.getLocalPort();
  }

  private void serve() {
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    try {
      while (true) {
        socket.receive(packet);
        byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
        for (byte[] answer : answers.apply(query)) {
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      }
    } catch (SocketException e) {
      // closed: the run is over
    } catch (IOException e) {
      throw new IllegalStateException("the upstream failed", e);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
