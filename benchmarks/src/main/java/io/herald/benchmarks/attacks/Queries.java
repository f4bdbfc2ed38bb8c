package io.herald.benchmarks.attacks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/** Queries as bytes, honest and other. */
final class Queries {

  static final int TYPE_A = 1;
  static final int TYPE_SRV = 33;
  static final int TYPE_TSIG = 250;
  static final int TYPE_AXFR = 252;
  static final int TYPE_ANY = 255;

  private static final int FLAG_RD = 0x0100;
  private static final int HEADER = 12;

  private Queries() {}

  /** A question in class IN; the id is zero. */
  static byte[] query(String name, int type) {
    ByteBuffer query = ByteBuffer.allocate(HEADER + name.length() + 2 + 4);
    query.putShort((short) 0).putShort((short) FLAG_RD).putShort((short) 1);
    query.position(HEADER);
    putName(query, name);
    query.putShort((short) type).putShort((short) 1);
    return bytes(query);
  }

  /** The same with an OPT record that permits replies of 4096 bytes. */
  static byte[] withEdns(byte[] query) {
    ByteBuffer more = ByteBuffer.allocate(query.length + 11).put(query);
    more.put((byte) 0).putShort((short) 41).putShort((short) 4096).putInt(0).putShort((short) 0);
    more.putShort(10, (short) 1);
    return bytes(more);
  }

  /** A query with a signature under a key that nobody has. */
  static byte[] signed(byte[] query) {
    ByteBuffer more = ByteBuffer.allocate(query.length + 200).put(query);
    putName(more, "nobody-has-this-key");
    more.putShort((short) TYPE_TSIG).putShort((short) TYPE_ANY).putInt(0);
    int length = more.position();
    more.putShort((short) 0);
    putName(more, "hmac-sha256");
    long now = System.currentTimeMillis() / 1000;
    more.putShort((short) (now >>> 32)).putInt((int) now).putShort((short) 300);
    more.putShort((short) 32).put(new byte[32]).putShort((short) 0).putInt(0);
    more.putShort(length, (short) (more.position() - length - 2));
    more.putShort(10, (short) 1);
    return bytes(more);
  }

  /** With the two bytes of its length before it, as over TCP. */
  static byte[] framed(byte[] query) {
    return ByteBuffer.allocate(2 + query.length).putShort((short) query.length).put(query).array();
  }

  private static void putName(ByteBuffer target, String name) {
    for (String label : name.split("\\.", -1)) {
      if (!label.isEmpty()) {
        byte[] bytes = label.getBytes(US_ASCII);
        target.put((byte) bytes.length).put(bytes);
      }
    }
    target.put((byte) 0);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.position()];
    buffer.flip().get(bytes);
    return bytes;
  }
}
