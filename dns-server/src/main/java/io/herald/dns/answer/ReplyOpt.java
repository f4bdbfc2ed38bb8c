package io.herald.dns.answer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.dns.record.MessageHeader;
import io.herald.dns.record.Rcode;
import io.herald.dns.record.WireBytes;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * The OPT record behind replies that others than the responder make (transfers, signed and
 * forwarded ones, errors): cookie, NSID, keepalive and padding as the responder answers them, so
 * that a client which has shown a cookie finds its server in every reply. Thread-safe.
 */
public final class ReplyOpt {

  /** Room that a reply leaves for what the responder's own options may take. */
  public static final int LONGEST = OptWriter.LONGEST;

  private static final byte[] NONE = new byte[0];
  private static final int EXTENDED_RCODE = 5;
  private static final int LENGTH = 9;

  private final QueryMessage query = new QueryMessage();
  private final OptWriter opt;

  @GuardedBy("this")
  private final byte[] scratch = new byte[MessageHeader.MAX_MESSAGE + 2 * OptWriter.LONGEST];

  public ReplyOpt(ResponderSettings settings) {
    this.opt = new OptWriter(settings);
  }

  /**
   * The record that answers the OPT record of a query.
   *
   * @param message the query
   * @param stream whether it came over TCP or TLS
   * @param rcode all of the response code, whose upper bits travel here
   * @param option one more option, with its code and length; or nothing
   * @param before bytes of the reply that it will stand behind, for its padding
   * @return nothing, if the query has none
   */
  public synchronized byte[] record(
      byte[] message, boolean stream, InetAddress client, int rcode, byte[] option, int before) {
    query.parse(message, message.length);
    if (!query.edns) {
      return NONE;
    }
    opt.prepare(query, message, stream, client);
    // Written behind room for the other option, which then comes between its head and the rest.
    int head = Math.min(before + option.length, MessageHeader.MAX_MESSAGE - OptWriter.LONGEST);
    int options = head + OptWriter.PLAIN;
    int end = opt.write(scratch, head, Rcode.NOERROR, query.dnssecOk);
    byte[] record = new byte[end - head + option.length];
    System.arraycopy(scratch, head, record, 0, OptWriter.PLAIN);
    System.arraycopy(option, 0, record, OptWriter.PLAIN, option.length);
    System.arraycopy(scratch, options, record, OptWriter.PLAIN + option.length, end - options);
    record[EXTENDED_RCODE] = (byte) (rcode >>> 4);
    WireBytes.putShort(record, LENGTH, end - options + option.length);
    return record;
  }

  /** The reply with the OPT record that answers the query's, if that has one. */
  public byte[] appendTo(byte[] reply, byte[] message, boolean stream, InetAddress client) {
    return append(reply, record(message, stream, client, 0, NONE, reply.length));
  }

  /** A message with one more additional record behind it, or as it is if that is nothing. */
  public static byte[] append(byte[] message, byte[] record) {
    if (record.length == 0) {
      return message;
    }
    byte[] longer = Arrays.copyOf(message, message.length + record.length);
    System.arraycopy(record, 0, longer, message.length, record.length);
    MessageHeader.addAdditional(longer);
    return longer;
  }
}
