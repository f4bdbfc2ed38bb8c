package io.herald.dns.forward;

import io.herald.ports.FreePorts;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.Message;

/**
 * A name server on loopback whose answers are whatever a test makes of them: none, several, and any
 * bytes.
 */
final class UpstreamServer implements AutoCloseable {

  /** The datagrams, or messages over TCP, that a question is answered with. */
  interface Script {
    List<byte[]> answers(Message question, boolean datagram) throws IOException;
  }

  /** A question as it came, and where from. */
  record Seen(Message question, int port, boolean datagram) {}

  private static final FreePorts PORTS = new FreePorts();

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final Script script;
  private final List<Seen> seen = new CopyOnWriteArrayList<>();

  UpstreamServer(Script script) throws IOException {
    this.script = script;
    int port = PORTS.take();
    this.tcp = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    this.udp = new DatagramSocket(port, InetAddress.getLoopbackAddress());
    start(this::serveUdp);
    start(this::serveTcp);
  }

  private interface Loop {
    void run() throws IOException;
  }

  private static void start(Loop loop) {
    Thread thread =
        new Thread(
            () -> {
              try {
                loop.run();
              } catch (SocketException e) {
                // closed: the test is over
              } catch (IOException e) {
                throw new IllegalStateException("the test's upstream failed", e);
              }
            },
            "upstream");
    thread.setDaemon(true);
    thread.start();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort());
  }

  List<Seen> seen() {
    return seen;
  }

  private void serveUdp() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    while (!udp.isClosed()) {
      udp.receive(packet);
      Message question = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
      seen.add(new Seen(question, packet.getPort(), true));
      for (byte[] answer : script.answers(question, true)) {
        udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      }
    }
  }

  private void serveTcp() throws IOException {
    while (!tcp.isClosed()) {
      Socket connection = tcp.accept();
      start(() -> serve(connection));
    }
  }

  private void serve(Socket connection) throws IOException {
    try (connection) {
      DataInputStream in = new DataInputStream(connection.getInputStream());
      DataOutputStream out = new DataOutputStream(connection.getOutputStream());
      int length;
      while ((length = in.read()) >= 0) {
        length = length << 8 | in.readUnsignedByte();
        Message question = new Message(in.readNBytes(length));
        seen.add(new Seen(question, connection.getPort(), false));
        for (byte[] answer : script.answers(question, false)) {
          out.writeShort(answer.length);
          out.write(answer);
        }
        out.flush();
      }
    }
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
