package io.herald.benchmarks.catalog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/** Asks a DNS server on loopback for addresses of tasks, one question at a time. */
final class Questions implements AutoCloseable {

  private static final String SUFFIX = ".marathon.mesos";
  private static final int PATIENCE_MILLIS = 1000;

  private final DatagramSocket socket = new DatagramSocket();
  private final int port;
  private final DatagramPacket answer = new DatagramPacket(new byte[2048], 2048);
  private int id;

  Questions(int port) throws IOException {
    this.port = port;
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /** What came of a question. */
  enum Answer {
    ADDRESS,
    NO_ADDRESS,
    SILENCE
  }

  /** Asks for the address of the task of that name. */
  Answer ask(String task) throws IOException {
    ByteBuffer query = ByteBuffer.allocate(512);
    id = id + 1 & 0xffff;
    query.putShort((short) id).putShort((short) 0).putShort((short) 1);
    query.putShort((short) 0).putInt(0);
    for (String label : (task + SUFFIX).split("\\.", -1)) {
      byte[] bytes = label.getBytes(US_ASCII);
      query.put((byte) bytes.length).put(bytes);
    }
    query.put((byte) 0).putInt(0x0001_0001); // A, IN
    try {
      socket.send(
          new DatagramPacket(
              query.array(), query.position(), InetAddress.getLoopbackAddress(), port));
      do {
        socket.receive(answer);
      } while ((ByteBuffer.wrap(answer.getData()).getShort() & 0xffff) != id);
      ByteBuffer header = ByteBuffer.wrap(answer.getData());
      boolean found = (header.getShort(2) & 15) == 0 && header.getShort(6) > 0;
      return found ? Answer.ADDRESS : Answer.NO_ADDRESS;
    } catch (SocketTimeoutException | PortUnreachableException e) {
      return Answer.SILENCE;
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
