package io.herald.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.record.Rcode;
import io.herald.dns.record.WireBytes;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneText;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;

/** Bytes that are no proper query: FORMERR where there is an id to answer to, silence elsewhere. */
class MalformedQueryTest {

  private static final String QUESTION = "03776562056d65736f7300" + "00010001";

  private final Zone zone = ZoneText.zone("web.mesos. A 10.0.0.1");
  private final QueryResponder responder =
      new QueryResponder(zone.index(), ResponderSettings.DEFAULT, 1);

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "no question,                       000000000000 0000, ''",
    "two questions,                     000200000000 0000, Q Q",
    "a count but no question,           000100000000 0000, ''",
    "a question that ends in its name,  000100000000 0000, 03776562056d65",
    "a question without class,          000100000000 0000, 03776562000001",
    "a compressed question,             000100000000 0000, c00c00010001",
    "a label of 64 bytes,               000100000000 0000, 40 0000010001",
    "bytes behind the question,         000100000000 0000, Q 00",
    "an additional record missing,      000100000000 0001, Q",
    "a record cut in its fixed part,    000100000000 0001, Q 00 0029 1000",
    "a record cut in its rdata,         000100000000 0001, Q 00 0029 1000 00000000 0004 00",
    "two OPT records,  000100000000 0002, Q 00 0029 1000 00000000 0000 00 0029 1000 00000000 0000",
    "an OPT record of a name,           000100000000 0001, Q 0161 00 0029 1000 00000000 0000",
    "an OPT record as answer,           000100010000 0000, Q 00 0029 1000 00000000 0000",
    "an option longer than its record,  000100000000 0001, Q 00 0029 1000 00000000 0004 000a0008",
    "an option cut in its head,         000100000000 0001, Q 00 0029 1000 00000000 0003 000a00",
    "an OPT question,                   000100000000 0000, 00 0029 0001",
  })
  void isAnsweredFormerrWithoutItsQuestion(String what, String counts, String rest) {
    byte[] query = hex("abcd 0100" + counts + rest.replace("Q", QUESTION));
    for (Transport transport : Transport.values()) {
      int length = responder.respond(query, query.length, transport);
      assertThat(HexFormat.of().formatHex(responder.reply(), 0, length))
          .as(what)
          .isEqualTo("abcd" + "8101" + "0000".repeat(4));
      assertThat(responder.outcome()).isEqualTo(Outcome.REJECTED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "ab", "abcd", "abcd01000001000000000000 ", "abcd8100000100000000000003"})
  void shorterThanAHeaderOrAnAnswerGetsNoReply(String start) {
    byte[] query = hex(start);
    int length = query.length == 12 ? 11 : query.length;
    assertThat(responder.respond(query, length, Transport.UDP)).isZero();
    assertThat(responder.outcome()).isEqualTo(Outcome.IGNORED);
  }

  @Test
  void aNameOf255BytesIsAskedForAndOneOf256IsMalformed() {
    String labels = ("3f" + "61".repeat(63)).repeat(3);
    byte[] longest =
        hex("abcd 0100 0001000000000000" + labels + "3d" + "61".repeat(61) + "0000010001");
    responder.respond(longest, longest.length, Transport.UDP);
    assertThat(responder.rcode()).isEqualTo(Rcode.REFUSED);
    byte[] tooLong =
        hex("abcd 0100 0001000000000000" + labels + "3e" + "61".repeat(62) + "0000010001");
    responder.respond(tooLong, tooLong.length, Transport.UDP);
    assertThat(responder.rcode()).isEqualTo(Rcode.FORMERR);
  }

  @Test
  void aRecordThatIsNotOptIsPassedOver() {
    byte[] query =
        hex(
            "abcd 0100 0001 0000 0000 0002"
                + QUESTION
                + "00 0029 0200 00000000 0000"
                + "c00c 0010 0001 00000000 0002 0161");
    responder.respond(query, query.length, Transport.UDP);
    assertThat(responder.rcode()).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void everySizeFrom0To65535IsAnsweredAsItsBytesDeserve() throws Exception {
    byte[] good = ZoneText.query("web.mesos.", "A").toWire();
    byte[] message = Arrays.copyOf(good, 65_535);
    for (int size = 0; size <= 65_535; size++) {
      int length = responder.respond(message, size, Transport.UDP);
      if (size < 12) {
        assertThat(length).as("%d bytes", size).isZero();
      } else {
        Rcode rcode = size == good.length ? Rcode.NOERROR : Rcode.FORMERR;
        assertThat(responder.rcode()).as("%d bytes", size).isEqualTo(rcode);
        assertThat(length).as("%d bytes", size).isEqualTo(rcode == Rcode.FORMERR ? 12 : 43);
      }
    }
    // The same with all bytes in their place: as the padding of an OPT record.
    for (int padding = 0; padding <= 65_535 - good.length - 15; padding += 97) {
      byte[] padded = Arrays.copyOf(good, good.length + 15 + padding);
      WireBytes.putShort(padded, 10, 1);
      WireBytes.putShort(padded, good.length + 1, QueryMessage.TYPE_OPT);
      WireBytes.putShort(padded, good.length + 9, 4 + padding);
      WireBytes.putShort(padded, good.length + 11, EdnsOptions.PADDING);
      WireBytes.putShort(padded, good.length + 13, padding);
      assertThat(responder.respond(padded, padded.length, Transport.UDP)).isEqualTo(43 + 11);
    }
  }

  @Test
  void garbageOfAnySizeGetsAProperReplyOrNone() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] good = ZoneText.query("web.mesos.", "A").toWire();
    for (int size = 0; size <= 65_535; size += 1 + random.nextInt(size < 600 ? 1 : 900)) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      for (int variant = 0; variant < 4; variant++) {
        if (variant > 0) {
          // From pure noise to a good query with noise behind it.
          System.arraycopy(good, 0, bytes, 0, Math.min(size, good.length - 8 * (variant % 3)));
        }
        assertThatReplyIsProper(seed, bytes);
      }
    }
  }

  @Test
  void mutatedQueriesGetAProperReplyOrNone() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Message query = ZoneText.query("web.mesos.", "SRV");
    query.addRecord(new org.xbill.DNS.OPTRecord(1232, 0, 0), org.xbill.DNS.Section.ADDITIONAL);
    byte[] good = query.toWire();
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = Arrays.copyOf(good, good.length - random.nextInt(3) * random.nextInt(8));
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      assertThatReplyIsProper(seed, bytes);
    }
  }

  private void assertThatReplyIsProper(long seed, byte[] bytes) throws Exception {
    ReplyRules.check(responder, bytes, Transport.UDP, "seed " + seed);
    ReplyRules.check(responder, bytes, Transport.TCP, "seed " + seed);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }
}
