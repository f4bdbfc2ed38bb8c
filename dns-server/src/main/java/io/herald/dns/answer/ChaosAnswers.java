package io.herald.dns.answer;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.WireBytes;
import io.herald.dns.zone.LookupKey;
import io.herald.dns.zone.Node;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the server says of itself: the TXT records of class CHAOS (RFC 4892), prepared as the zone's
 * are. Immutable.
 */
final class ChaosAnswers {

  static final int CLASS_CH = 3;

  private record Answer(byte[] name, byte[] record) {}

  private final List<Answer> answers;

  ChaosAnswers(Optional<String> version, Optional<String> identity) {
    List<Answer> known = new ArrayList<>();
    version.ifPresent(
        text -> {
          known.add(answer("version.bind.", text));
          known.add(answer("version.server.", text));
        });
    identity.ifPresent(
        text -> {
          known.add(answer("hostname.bind.", text));
          known.add(answer("id.server.", text));
        });
    answers = List.copyOf(known);
  }

  private static Answer answer(String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] record = new byte[Node.RECORD_HEADER + 1 + bytes.length];
    WireBytes.putShort(record, 0, Node.QUESTION_POINTER);
    WireBytes.putShort(record, 2, RecordType.TXT.number());
    WireBytes.putShort(record, 4, CLASS_CH);
    // The TTL stays 0: no cache should keep what a server says of itself.
    WireBytes.putShort(record, 10, 1 + bytes.length);
    record[Node.RECORD_HEADER] = (byte) bytes.length;
    System.arraycopy(bytes, 0, record, Node.RECORD_HEADER + 1, bytes.length);
    return new Answer(DnsName.parse(name).toWire(), record);
  }

  /** The record that answers a question of class CHAOS; null if there is none. */
  byte @Nullable [] find(LookupKey name, int type) {
    if (type != RecordType.TXT.number() && type != QueryMessage.TYPE_ANY) {
      return null;
    }
    for (int i = 0; i < answers.size(); i++) {
      Answer answer = answers.get(i);
      if (Arrays.equals(name.name, 0, name.length, answer.name, 0, answer.name.length)) {
        return answer.record;
      }
    }
    return null;
  }
}
