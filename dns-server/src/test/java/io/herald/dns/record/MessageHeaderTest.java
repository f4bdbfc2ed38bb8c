package io.herald.dns.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Beside an independent implementation (dnsjava). */
class MessageHeaderTest {

  private static Message query() throws IOException {
    return Message.newQuery(Record.newRecord(Name.fromString("Web.mesos."), Type.SRV, DClass.IN));
  }

  @Test
  void everyFieldIsReadWhereItStands() throws Exception {
    Random random = new Random(1035);
    for (int i = 0; i < 1000; i++) {
      byte[] bytes = new byte[MessageHeader.LENGTH];
      random.nextBytes(bytes);
      Header header = new Header(bytes);
      assertThat(MessageHeader.id(bytes)).isEqualTo(header.getID());
      assertThat(MessageHeader.isResponse(bytes)).isEqualTo(header.getFlag(Flags.QR));
      assertThat(MessageHeader.isTruncated(bytes)).isEqualTo(header.getFlag(Flags.TC));
      assertThat((MessageHeader.flags(bytes) & MessageHeader.OPCODE) >> 11)
          .isEqualTo(header.getOpcode());
      assertThat(MessageHeader.rcode(bytes)).isEqualTo(header.getRcode());
      assertThat(MessageHeader.questions(bytes)).isEqualTo(header.getCount(Section.QUESTION));
      assertThat(MessageHeader.answers(bytes)).isEqualTo(header.getCount(Section.ANSWER));
      assertThat(MessageHeader.authorities(bytes)).isEqualTo(header.getCount(Section.AUTHORITY));
      assertThat(MessageHeader.additionals(bytes)).isEqualTo(header.getCount(Section.ADDITIONAL));
    }
  }

  @Test
  void everyFlagIsTheOneOfItsName() {
    record Flag(int bit, int name) {}
    for (Flag flag :
        new Flag[] {
          new Flag(MessageHeader.QR, Flags.QR),
          new Flag(MessageHeader.AA, Flags.AA),
          new Flag(MessageHeader.TC, Flags.TC),
          new Flag(MessageHeader.RD, Flags.RD),
          new Flag(MessageHeader.RA, Flags.RA),
          new Flag(MessageHeader.CD, Flags.CD)
        }) {
      Header header = new Header(0);
      header.setFlag(flag.name());
      assertThat(MessageHeader.flags(header.toWire()))
          .as(Flags.string(flag.name()))
          .isEqualTo(flag.bit());
    }
  }

  @Test
  void anEmptyReplyHasIdOpcodeQuestionAndOfTheFlagsThoseThatComeBack() throws Exception {
    Message query = query();
    query.getHeader().setOpcode(Opcode.NOTIFY);
    for (int flag : new int[] {Flags.AA, Flags.TC, Flags.RD, Flags.AD, Flags.CD}) {
      query.getHeader().setFlag(flag);
    }
    query.addRecord(query.getQuestion(), Section.AUTHORITY);
    byte[] reply = MessageHeader.emptyReply(query.toWire(), MessageHeader.RA, Rcode.NOTAUTH);
    Message read = new Message(reply);
    assertThat(read.getHeader().getID()).isEqualTo(query.getHeader().getID());
    assertThat(read.getHeader().getOpcode()).isEqualTo(Opcode.NOTIFY);
    assertThat(read.getHeader().printFlags().split(" "))
        .containsExactlyInAnyOrder("qr", "rd", "ra", "cd");
    assertThat(read.getRcode()).isEqualTo(org.xbill.DNS.Rcode.NOTAUTH);
    assertThat(read.getQuestion().getName().toString()).isEqualTo("Web.mesos.");
    assertThat(read.getSection(Section.AUTHORITY)).isEmpty();
    assertThat(reply).hasSize(MessageHeader.questionEnd(query.toWire()));
  }

  @Test
  void aBareReplyIsAHeaderAlone() throws Exception {
    byte[] reply = MessageHeader.bareReply(query().toWire(), 0, Rcode.FORMERR);
    assertThat(reply).hasSize(12);
    assertThat(new Message(reply).getRcode()).isEqualTo(org.xbill.DNS.Rcode.FORMERR);
    assertThat(new Message(reply).getQuestion()).isNull();
  }
}
