package io.herald.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.record.MessageHeader;
import java.net.InetAddress;
import java.util.Arrays;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/** What holds of the reply to any bytes whatever. */
final class ReplyRules {

  private ReplyRules() {}

  static void check(QueryResponder responder, byte[] bytes, Transport transport, String context)
      throws Exception {
    int length =
        responder.respond(bytes, bytes.length, transport, InetAddress.getLoopbackAddress());
    if (bytes.length < 12 || bytes[2] < 0) {
      assertThat(length).as("%s: no reply to no query", context).isZero();
      return;
    }
    assertThat(length)
        .as("%s: length of the reply", context)
        .isBetween(12, transport == Transport.UDP ? 1232 : MessageHeader.MAX_MESSAGE);
    int rcode = responder.rcode().number();
    Message reply = new Message(Arrays.copyOf(responder.reply(), length));
    assertThat(reply.getHeader().getFlag(Flags.QR)).as(context).isTrue();
    assertThat(reply.getHeader().getID())
        .as(context)
        .isEqualTo((bytes[0] & 0xff) << 8 | (bytes[1] & 0xff));
    assertThat(responder.respond(responder.reply().clone(), length, transport))
        .as("%s: no reply to a reply", context)
        .isZero();
    assertThat(reply.getRcode()).as(context).isEqualTo(rcode);
  }
}
