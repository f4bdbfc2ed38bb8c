package io.herald.dns.transfer;

import io.herald.dns.access.UdpSizes;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ReplyOpt;
import io.herald.dns.answer.Transport;
import io.herald.dns.record.MessageHeader;
import io.herald.dns.record.Rcode;
import java.net.InetAddress;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/**
 * Answers signed queries (RFC 8945) other than transfers, such as the SOA query with which a
 * secondary looks for a new serial: checks the signature, has the query answered as if it had none,
 * and signs the reply. Thread-safe.
 */
public final class SignedQueries {

  private static final Logger log = LoggerFactory.getLogger(SignedQueries.class);

  private final QueryResponder responder;
  private final TsigKeys keys;
  private final ReplyOpt opt;
  private final UdpSizes udpSizes;
  private final Refusals refusals = new Refusals(log);

  /**
   * @param responder used by this object alone
   * @param opt our OPT record behind what the responder doesn't answer
   */
  public SignedQueries(QueryResponder responder, TsigKeys keys, ReplyOpt opt, UdpSizes udpSizes) {
    this.responder = responder;
    this.keys = keys;
    this.opt = opt;
    this.udpSizes = udpSizes;
  }

  /**
   * The signed reply to a signed query.
   *
   * @param query as {@code wire} was parsed; with exactly one question
   */
  public byte[] answer(Message query, byte[] wire, InetAddress client, Transport transport) {
    Signature signature = Signature.of(query, wire, keys);
    if (!signature.isAcceptable()) {
      refusals.warn(
          "query of {} refused: {} of key {}",
          client.getHostAddress(),
          signature.errorText(),
          query.getTSIG().getName());
      return signature.sign(empty(wire, client, transport, 0, Rcode.NOTAUTH));
    }
    // Over a stream the longest answer has to leave room; a datagram is judged by its length.
    int reserved = transport == Transport.UDP ? 0 : signature.mostBytes();
    byte[] reply = signature.sign(respond(withoutSignature(query), client, transport, reserved));
    return transport == Transport.UDP && reply.length > udpSizes.limit(query.getOPT(), client)
        ? Signature.of(query, wire, keys)
            .sign(empty(wire, client, transport, MessageHeader.TC, Rcode.NOERROR))
        : reply;
  }

  private synchronized byte[] respond(
      byte[] query, InetAddress client, Transport transport, int reserved) {
    int length = responder.respond(query, query.length, transport, client, reserved);
    return Arrays.copyOf(responder.reply(), length);
  }

  private static byte[] withoutSignature(Message query) {
    Message plain = query.clone();
    plain.removeRecord(query.getTSIG(), Section.ADDITIONAL);
    return plain.toWire();
  }

  /** Header, question and OPT record alone. */
  private byte[] empty(
      byte[] wire, InetAddress client, Transport transport, int flags, Rcode rcode) {
    byte[] reply = MessageHeader.emptyReply(wire, flags, rcode);
    return opt.appendTo(reply, wire, transport != Transport.UDP, client);
  }
}
