package io.herald.soak.dns;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Good messages of every kind, to be spoilt. */
final class QuerySeeds {

  private static final int A = 1;
  private static final int SOA = 6;
  private static final int SRV = 33;
  private static final int IN = 1;
  private static final int CHAOS = 3;

  private QuerySeeds() {}

  static List<byte[]> all() {
    List<byte[]> seeds = new ArrayList<>();
    for (String name :
        new String[] {"web.mesos", "big.mesos", "Nope.MESOS", "mesos", "a.b.c", ""}) {
      for (int type : new int[] {A, 2, SOA, 16, 28, SRV, 41, 65, 250, 251, 252, 255, 65_280}) {
        seeds.add(query(0x0100, name, type, IN, new byte[0], 0));
      }
    }
    seeds.add(query(0x0100, "version.bind", 16, CHAOS, new byte[0], 0));
    seeds.add(query(0x8400, "web.mesos", A, IN, new byte[0], 0)); // an answer
    seeds.add(query(0x2800, "mesos", SOA, IN, new byte[0], 0)); // an update
    seeds.add(query(0x2000, "mesos", SOA, IN, new byte[0], 0)); // a notification
    byte[][] options = {
      {},
      option(3, 0),
      option(8, 7),
      option(10, 8),
      option(10, 24),
      option(11, 0),
      option(12, 64),
      option(65_001, 500),
    };
    for (byte[] option : options) {
      for (int size : new int[] {0, 512, 1232, 4096, 65_535}) {
        seeds.add(query(0x0100, "big.mesos", A, IN, opt(size, 0, option), 1));
        seeds.add(query(0x0100, "_web._tcp.mesos", SRV, IN, opt(size, 0x8000, option), 1));
      }
      seeds.add(query(0x0100, "web.mesos", A, IN, opt(1232, 0x0001_0000, option), 1));
    }
    return seeds;
  }

  private static byte[] query(
      int flags, String name, int type, int dnsClass, byte[] additional, int additionals) {
    ByteBuffer message = ByteBuffer.allocate(12 + 2 + name.length() + 4 + additional.length);
    message.putShort((short) 0xabcd).putShort((short) flags);
    message.putShort((short) 1).putShort((short) 0).putShort((short) 0);
    message.putShort((short) additionals);
    for (String label : name.split("\\.")) {
      if (!label.isEmpty()) {
        message.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
      }
    }
    message.put((byte) 0).putShort((short) type).putShort((short) dnsClass).put(additional);
    byte[] wire = new byte[message.position()];
    message.get(0, wire);
    return wire;
  }

  private static byte[] opt(int size, int ttl, byte[] options) {
    ByteBuffer record = ByteBuffer.allocate(11 + options.length);
    record.put((byte) 0).putShort((short) 41).putShort((short) size).putInt(ttl);
    return record.putShort((short) options.length).put(options).array();
  }

  private static byte[] option(int code, int length) {
    return ByteBuffer.allocate(4 + length).putShort((short) code).putShort((short) length).array();
  }
}
