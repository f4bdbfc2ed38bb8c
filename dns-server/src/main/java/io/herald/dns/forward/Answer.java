package io.herald.dns.forward;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What the upstreams said to a question, or that they said nothing.
 *
 * @param message an upstream's answer; empty if none gave any
 * @param problem why there is none, for the client (RFC 8914); empty if there is one
 * @param received when
 * @param lifetime how long it may be given out again
 */
record Answer(Optional<Message> message, String problem, Instant received, Duration lifetime) {

  /** Answers are not kept for longer than this, whatever their TTL. */
  private static final Duration LONGEST = Duration.ofHours(6);

  /**
   * A failure is kept so that a storm of equal questions isn't one of upstream queries (RFC 9520).
   */
  private static final Duration FAILURE = Duration.ofSeconds(1);

  static Answer of(Message message, Instant received) {
    return new Answer(Optional.of(message), "", received, lifetime(message));
  }

  static Answer failure(String problem, Instant at) {
    return new Answer(Optional.empty(), problem, at, FAILURE);
  }

  /** How many records it has. */
  int records() {
    return message
        .map(
            told ->
                told.getSection(Section.ANSWER).size() + told.getSection(Section.AUTHORITY).size())
        .orElse(0);
  }

  /** The smallest TTL of its records; of a negative answer that of its SOA record (RFC 2308 §5). */
  private static Duration lifetime(Message message) {
    long seconds = LONGEST.toSeconds();
    boolean any = false;
    for (int section : new int[] {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL}) {
      for (Record record : message.getSection(section)) {
        if (record.getType() != Type.OPT && record.getType() != Type.TSIG) {
          any = true;
          seconds = Math.min(seconds, record.getTTL());
          if (section == Section.AUTHORITY && record instanceof SOARecord soa) {
            seconds = Math.min(seconds, soa.getMinimum());
          }
        }
      }
    }
    return any ? Duration.ofSeconds(seconds) : Duration.ZERO;
  }
}
