package io.herald.dns.record;

import static io.herald.dns.record.WireBytes.getShort;
import static io.herald.dns.record.WireBytes.putShort;

import java.util.Arrays;

/**
 * The header of a DNS message, read and written in the message's own bytes (RFC 1035 §4.1.1, RFC
 * 4035 §3 for AD and CD). The one place that knows its offsets and bits; allocates nothing but the
 * replies that it makes.
 *
 * <pre>
 *     0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
 *   +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *  0|                      ID                       |
 *   +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *  2|QR|   OPCODE  |AA|TC|RD|RA| Z|AD|CD|   RCODE   |
 *   +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *  4|          QDCOUNT: questions                   |
 *   +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *  6|          ANCOUNT: answers                     |
 *   +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *  8|          NSCOUNT: authorities                 |
 *   +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * 10|          ARCOUNT: additionals                 |
 *   +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * </pre>
 *
 * The question, if there is one, follows at {@link #LENGTH}.
 */
public final class MessageHeader {

  /** Bytes of a header. */
  public static final int LENGTH = 12;

  /** Bytes of the longest message, over TCP (RFC 1035 §4.2.2). */
  public static final int MAX_MESSAGE = 65_535;

  /** A response. */
  public static final int QR = 0x8000;

  /** Four bits: the kind of query, 0 for QUERY. */
  public static final int OPCODE = 0x7800;

  /** An authoritative answer. */
  public static final int AA = 0x0400;

  /** Truncated. */
  public static final int TC = 0x0200;

  /** Recursion is desired. */
  public static final int RD = 0x0100;

  /** Recursion is available. */
  public static final int RA = 0x0080;

  /** Checking of signatures is disabled. */
  public static final int CD = 0x0010;

  private static final int RCODE = 0x000f;

  private static final int ID_AT = 0;
  private static final int FLAGS_AT = 2;
  private static final int QUESTIONS_AT = 4;
  private static final int ANSWERS_AT = 6;
  private static final int AUTHORITIES_AT = 8;
  private static final int ADDITIONALS_AT = 10;

  /** Bytes of a question behind its name: type and class. */
  private static final int QUESTION_FIXED = 4;

  private MessageHeader() {}

  public static int id(byte[] message) {
    return getShort(message, ID_AT);
  }

  /** The 16 bits behind the id. */
  public static int flags(byte[] message) {
    return getShort(message, FLAGS_AT);
  }

  public static boolean isResponse(byte[] message) {
    return (flags(message) & QR) != 0;
  }

  public static boolean isTruncated(byte[] message) {
    return (flags(message) & TC) != 0;
  }

  /** The lower four bits of the response code; the others travel in the OPT record. */
  public static int rcode(byte[] message) {
    return flags(message) & RCODE;
  }

  public static int questions(byte[] message) {
    return getShort(message, QUESTIONS_AT);
  }

  public static int answers(byte[] message) {
    return getShort(message, ANSWERS_AT);
  }

  public static int authorities(byte[] message) {
    return getShort(message, AUTHORITIES_AT);
  }

  public static int additionals(byte[] message) {
    return getShort(message, ADDITIONALS_AT);
  }

  /** The flags of every reply: QR, and the query's opcode, RD and CD. */
  public static int replyFlags(int queryFlags) {
    return QR | (queryFlags & (OPCODE | RD | CD));
  }

  public static void putId(byte[] message, int id) {
    putShort(message, ID_AT, id);
  }

  /** Writes the flags, and of the response code what has room beside them. */
  public static void putFlags(byte[] message, int flags, Rcode rcode) {
    putShort(message, FLAGS_AT, flags | (rcode.number() & RCODE));
  }

  public static void putCounts(
      byte[] message, int questions, int answers, int authorities, int additionals) {
    putShort(message, QUESTIONS_AT, questions);
    putShort(message, ANSWERS_AT, answers);
    putShort(message, AUTHORITIES_AT, authorities);
    putShort(message, ADDITIONALS_AT, additionals);
  }

  /** Counts one more additional record. */
  public static void addAdditional(byte[] message) {
    putShort(message, ADDITIONALS_AT, additionals(message) + 1);
  }

  /** Offset behind the first question, whose name is uncompressed and well-formed. */
  public static int questionEnd(byte[] message) {
    int label = LENGTH;
    while (message[label] != 0) {
      label += message[label] + 1;
    }
    return label + 1 + QUESTION_FIXED;
  }

  /**
   * The reply of a header alone: the query's id and opcode, and {@code rcode}.
   *
   * @param flags further flags, or 0
   */
  public static byte[] bareReply(byte[] query, int flags, Rcode rcode) {
    return reply(query, LENGTH, flags, rcode);
  }

  /** As {@link #bareReply}, with the query's question, which is well-formed. */
  public static byte[] emptyReply(byte[] query, int flags, Rcode rcode) {
    return reply(query, questionEnd(query), flags, rcode);
  }

  private static byte[] reply(byte[] query, int end, int flags, Rcode rcode) {
    byte[] reply = Arrays.copyOf(query, end);
    putFlags(reply, replyFlags(flags(query)) | flags, rcode);
    putCounts(reply, end > LENGTH ? 1 : 0, 0, 0, 0);
    return reply;
  }
}
