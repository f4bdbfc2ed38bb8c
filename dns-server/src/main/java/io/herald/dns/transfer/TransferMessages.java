package io.herald.dns.transfer;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.MessageHeader;
import io.herald.dns.record.Rcode;
import io.herald.dns.record.ResourceRecord;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Writes a sequence of records as DNS messages, each with the question and as many records as fit
 * into {@value #TARGET} bytes, so that every name in it can be pointed at (RFC 1035 §4.1.4). A
 * message is made when it is asked for: what waits to be sent is one message, however large the
 * zone.
 */
final class TransferMessages implements Iterator<byte[]> {

  /** Compression pointers reach 16383 bytes; a TSIG record follows behind. */
  static final int TARGET = 16_384;

  private static final int RECORD_FIXED = 10;

  private final int id;
  private final int flags;
  private final byte[] question;
  private final DnsName apex;

  /**
   * Whether owners end in a pointer to the question's name: only if the client spelled that as the
   * zone does, whose case it is to get (RFC 5936 §3.4).
   */
  private final boolean pointsAtQuestion;

  private final int ttl;
  private final Iterator<ResourceRecord> records;
  private @Nullable ResourceRecord waiting;

  /**
   * @param apex also the question's name
   * @param question the query's question as it came, in its own case
   */
  TransferMessages(
      int id,
      boolean recursionDesired,
      byte[] question,
      DnsName apex,
      int ttl,
      Iterator<ResourceRecord> records) {
    this.id = id;
    this.flags = MessageHeader.QR | MessageHeader.AA | (recursionDesired ? MessageHeader.RD : 0);
    this.question = question;
    this.apex = apex;
    this.pointsAtQuestion =
        Arrays.equals(question, 0, apex.length(), apex.toWire(), 0, apex.length());
    this.ttl = ttl;
    this.records = records;
    this.waiting = records.hasNext() ? records.next() : null;
  }

  @Override
  public boolean hasNext() {
    return waiting != null;
  }

  @Override
  public byte[] next() {
    ResourceRecord record = waiting;
    if (record == null) {
      throw new NoSuchElementException();
    }
    ByteBuffer message = ByteBuffer.allocate(TARGET);
    message.position(MessageHeader.LENGTH);
    message.put(question);
    int answers = 0;
    DnsName owner = pointsAtQuestion ? apex : DnsName.ROOT;
    int ownerAt = MessageHeader.LENGTH;
    while (record != null) {
      boolean sameOwner = record.owner().equals(owner);
      int length =
          (sameOwner ? 2 : ownerLength(record.owner())) + RECORD_FIXED + record.rdata().length;
      if (length > message.remaining()) {
        if (answers > 0) {
          break;
        }
        message = grown(message, length);
      }
      if (sameOwner) {
        message.putShort((short) (0xC000 | ownerAt));
      } else {
        owner = record.owner();
        ownerAt = message.position();
        putOwner(message, owner);
      }
      message
          .putShort((short) record.type().number())
          .putShort((short) ResourceRecord.CLASS_IN)
          .putInt(record.ttl(ttl))
          .putShort((short) record.rdata().length)
          .put(record.rdata());
      answers++;
      record = records.hasNext() ? records.next() : null;
    }
    waiting = record;
    byte[] bytes = new byte[message.position()];
    message.flip().get(bytes);
    MessageHeader.putId(bytes, id);
    MessageHeader.putFlags(bytes, flags, Rcode.NOERROR);
    MessageHeader.putCounts(bytes, 1, answers, 0, 0);
    return bytes;
  }

  private static ByteBuffer grown(ByteBuffer message, int length) {
    return ByteBuffer.allocate(message.position() + length).put(message.flip());
  }

  /** Length of an owner whose end is a pointer to the question's name. */
  private int ownerLength(DnsName owner) {
    return pointsAtQuestion && owner.isAtOrBelow(apex)
        ? owner.length() - apex.length() + 2
        : owner.length();
  }

  private void putOwner(ByteBuffer message, DnsName owner) {
    byte[] wire = owner.toWire();
    if (pointsAtQuestion && owner.isAtOrBelow(apex)) {
      message
          .put(wire, 0, wire.length - apex.length())
          .putShort((short) (0xC000 | MessageHeader.LENGTH));
    } else {
      message.put(wire);
    }
  }
}
