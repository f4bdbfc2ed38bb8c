package io.herald.benchmarks.skydns;

import com.google.protobuf.ByteString;
import io.herald.etcd.EtcdClient;
import io.herald.etcd.EtcdSettings;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Measures the time from a key's change to its answer over UDP. */
public final class SkydnsClient {

  private static final String PREFIX = "/skydns/local/skydns/";

  private SkydnsClient() {}

  /**
   * {@code URL DNS-PORT ROUNDS}.
   *
   * @param arguments as above
   */
  public static void main(String[] arguments) throws Exception {
    try (EtcdClient client =
        new EtcdClient(EtcdSettings.of(arguments[0]).withTimeout(Duration.ofMinutes(1)))) {
      change(client, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    }
  }

  private static void change(EtcdClient client, int port, int rounds) throws Exception {
    Histogram micros = new Histogram(3);
    Name name = Name.fromConstantString("changing.bench.skydns.local.");
    byte[] query = Message.newQuery(Record.newRecord(name, Type.A, DClass.IN)).toWire();
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(5_000);
      for (int i = 1; i <= rounds; i++) {
        InetAddress wanted =
            InetAddress.getByAddress(new byte[] {10, 9, (byte) (i >> 8), (byte) i});
        ByteString value =
            ByteString.copyFromUtf8("{\"host\":\"" + wanted.getHostAddress() + "\"}");
        long start = System.nanoTime();
        var unused = client.put(PREFIX + "bench/changing", value, 0);
        long written = System.nanoTime();
        while (!answers(socket, query, wanted)) {
          Thread.onSpinWait();
        }
        long answered = System.nanoTime();
        // etcd's own write, which waits for its disk, is no part of it.
        micros.recordValue(Math.max(1, (answered - written) / 1_000));
        if (i == 1) {
          micros.reset();
          System.out.printf("first: %.1f ms with etcd's write%n", (answered - start) / 1e6);
        }
        Thread.sleep(10);
      }
    }
    System.out.printf(
        "key written -> answer: median %.2f ms, 99 %% %.2f ms, most %.2f ms (%d changes)%n",
        micros.getValueAtPercentile(50) / 1e3,
        micros.getValueAtPercentile(99) / 1e3,
        micros.getMaxValue() / 1e3,
        rounds - 1);
  }

  private static boolean answers(DatagramSocket socket, byte[] query, InetAddress wanted)
      throws Exception {
    socket.send(new DatagramPacket(query, query.length));
    byte[] bytes = new byte[512];
    DatagramPacket reply = new DatagramPacket(bytes, bytes.length);
    socket.receive(reply);
    return new Message(Arrays.copyOf(bytes, reply.getLength()))
        .getSection(Section.ANSWER).stream()
            .anyMatch(record -> record instanceof ARecord one && one.getAddress().equals(wanted));
  }
}
