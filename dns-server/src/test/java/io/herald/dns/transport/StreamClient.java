package io.herald.dns.transport;

import io.herald.dns.zone.ZoneText;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import org.xbill.DNS.Message;

/** What a client does, by hand: over UDP, and with a stream's length prefixes. */
final class StreamClient {

  static final int TIMEOUT_MILLIS = 20_000;

  private StreamClient() {}

  static Message query(String name) {
    return ZoneText.query(name, "A");
  }

  static Message askUdp(InetSocketAddress server, Message query) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      byte[] wire = query.toWire();
      socket.send(new DatagramPacket(wire, wire.length, server));
      return receive(socket);
    }
  }

  static Message receive(DatagramSocket socket) throws IOException {
    DatagramPacket reply = new DatagramPacket(new byte[65_535], 65_535);
    socket.receive(reply);
    return new Message(Arrays.copyOf(reply.getData(), reply.getLength()));
  }

  static Socket connect(InetSocketAddress server) throws IOException {
    Socket socket = new Socket(server.getAddress(), server.getPort());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  static byte[] framed(byte[] message) {
    byte[] framed = new byte[2 + message.length];
    framed[0] = (byte) (message.length >>> 8);
    framed[1] = (byte) message.length;
    System.arraycopy(message, 0, framed, 2, message.length);
    return framed;
  }

  static void send(Socket socket, byte[] message) throws IOException {
    new DataOutputStream(socket.getOutputStream()).write(framed(message));
  }

  static Message read(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] message = new byte[in.readUnsignedShort()];
    in.readFully(message);
    return new Message(message);
  }
}
