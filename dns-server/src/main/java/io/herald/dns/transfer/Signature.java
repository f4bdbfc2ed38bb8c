package io.herald.dns.transfer;

import io.herald.dns.answer.ReplyOpt;
import io.herald.dns.record.MessageHeader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;

/**
 * The signature of one query and of the replies to it (RFC 8945): checked once, then each reply is
 * signed in turn, the second and later ones over the one before (§5.3.1). For one exchange and one
 * thread.
 */
final class Signature {

  /** Type to length, time, fudge, sizes, original id, error, other data (RFC 8945 §4.2). */
  private static final int FIXED = 10 + 6 + 2 + 2 + 2 + 2 + 2 + 6;

  /** Of HMAC-SHA512. */
  private static final int LONGEST_MAC = 64;

  private final @Nullable TSIGRecord query;
  private final @Nullable TSIG key;
  private final int error;
  private @Nullable TSIGRecord last;
  private int replies;

  private Signature(@Nullable TSIGRecord query, @Nullable TSIG key, int error) {
    this.query = query;
    this.key = key;
    this.error = error;
    this.last = query;
  }

  /** Checks the signature of {@code query}, whose bytes are {@code wire}. */
  static Signature of(Message query, byte[] wire, TsigKeys keys) {
    TSIGRecord record = query.getTSIG();
    if (record == null) {
      return new Signature(null, null, Rcode.NOERROR);
    }
    TSIG key = keys.find(record.getName()).orElse(null);
    return new Signature(record, key, key == null ? Rcode.BADKEY : key.verify(query, wire, null));
  }

  /** Whether there was none, or a good one. */
  boolean isAcceptable() {
    return error == Rcode.NOERROR;
  }

  /** Bytes that a signature of a reply has at most; 0 if the query had none. */
  int mostBytes() {
    return query == null
        ? 0
        : query.getName().length() + query.getAlgorithm().length() + FIXED + LONGEST_MAC;
  }

  /** BADKEY, BADSIG or BADTIME, for logs; NOERROR if it is acceptable. */
  String errorText() {
    return Rcode.TSIGstring(error);
  }

  /** The canonical name of the key that the query was signed with, if its signature is good. */
  Optional<String> keyName() {
    return query != null && isAcceptable()
        ? Optional.of(TsigKeys.canonical(query.getName()))
        : Optional.empty();
  }

  /** The reply with the signature that is due; as it is if the query had none. */
  byte[] sign(byte[] reply) {
    TSIGRecord asked = query;
    if (asked == null) {
      return reply;
    }
    TSIGRecord signature;
    if (key == null || error == Rcode.BADSIG || error == Rcode.BADKEY) {
      signature = unsigned(asked);
    } else {
      Message head = new Message(MessageHeader.id(reply));
      signature = key.generate(head, reply, error, last, replies == 0);
    }
    last = signature;
    replies++;
    return ReplyOpt.append(reply, signature.toWire(Section.ADDITIONAL));
  }

  /** With an unknown key or a wrong signature there is nothing to sign with (RFC 8945 §5.3.2). */
  private TSIGRecord unsigned(TSIGRecord asked) {
    return new TSIGRecord(
        asked.getName(),
        org.xbill.DNS.DClass.ANY,
        0,
        asked.getAlgorithm(),
        asked.getTimeSigned(),
        asked.getFudge(),
        new byte[0],
        asked.getOriginalID(),
        error,
        new byte[0]);
  }
}
