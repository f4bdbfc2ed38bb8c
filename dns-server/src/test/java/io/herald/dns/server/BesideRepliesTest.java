package io.herald.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.answer.ClientEnvironments;
import io.herald.dns.answer.ReplyOpt;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.Transport;
import io.herald.dns.transport.QueryCounters;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Replies of modules that no message holds: parts over a stream, TC over UDP. */
class BesideRepliesTest {

  private static final Name ASKED = Name.fromConstantString("alias.skydns.local.");
  private static final Name MANY = Name.fromConstantString("many.skydns.local.");

  private final QueryCounters counters = new QueryCounters();

  /** An alias of a name with {@code size} servers, each with its address beside it. */
  private Message ask(int size, Transport transport) throws IOException {
    List<Record> answer = new ArrayList<>();
    List<Record> additional = new ArrayList<>();
    answer.add(new CNAMERecord(ASKED, DClass.IN, 30, MANY));
    for (int i = 0; i < size; i++) {
      Name target = Name.fromString("s" + i, MANY);
      answer.add(new SRVRecord(MANY, DClass.IN, 30, 10, 1, 1000 + i, target));
      additional.add(new ARecord(target, DClass.IN, 30, InetAddress.getByName("10.0.0.1")));
    }
    NamesBeside.Reply reply =
        new NamesBeside.Reply(Rcode.NOERROR, true, answer, List.of(), additional);
    NamesBeside names =
        new NamesBeside() {
          @Override
          public Optional<Reply> answer(Name name, int type, Optional<String> environment) {
            return Optional.of(reply);
          }

          @Override
          public boolean isOn() {
            return true;
          }
        };
    ResponderSettings settings = ResponderSettings.DEFAULT;
    BesideReplies replies =
        new BesideReplies(
            List.of(names),
            ClientEnvironments.NONE,
            new ReplyOpt(settings),
            settings.udpSizes(),
            false,
            counters);
    Message query = Message.newQuery(Record.newRecord(ASKED, Type.SRV, DClass.IN));
    return new Message(
        replies
            .answer(query, query.toWire(), InetAddress.getLoopbackAddress(), transport)
            .orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({"1, TCP", "500, TCP", "500, TLS"})
  void whatFitsIsWhole(int size, Transport transport) throws IOException {
    Message reply = ask(size, transport);
    assertThat(reply.getSection(Section.ANSWER)).hasSize(size + 1);
    assertThat(reply.getSection(Section.ADDITIONAL)).hasSize(size);
    assertThat(counters.partial(transport)).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"TCP", "TLS"})
  void whatNoMessageHoldsComesInPartsBeginningAtARandomOneAndIsCounted(Transport transport)
      throws IOException {
    Set<Record> seen = new HashSet<>();
    int asked = 0;
    while (seen.size() < 5000) {
      Message reply = ask(5000, transport);
      asked++;
      assertThat(reply.getHeader().getFlag(Flags.TC)).isFalse();
      List<Record> answer = reply.getSection(Section.ANSWER);
      assertThat(answer.get(0).getType()).isEqualTo(Type.CNAME);
      assertThat(reply.numBytes()).isBetween(65_000, Message.MAXLENGTH);
      assertThat(answer).doesNotHaveDuplicates();
      seen.addAll(answer.subList(1, answer.size()));
    }
    assertThat(counters.partial(transport)).isEqualTo(asked);
  }

  @ParameterizedTest
  @CsvSource({"100", "5000"})
  void overUdpTheClientIsSentToTcp(int size) throws IOException {
    assertThat(ask(size, Transport.UDP).getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(counters.partial(Transport.UDP)).isZero();
  }
}
