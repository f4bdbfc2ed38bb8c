package io.herald.skydns.answer;

import java.util.List;
import org.xbill.DNS.Record;

/**
 * A reply without its header's numbers.
 *
 * @param rcode as dnsjava's {@code Rcode} numbers it
 * @param authoritative the bit AA
 */
public record SkydnsAnswer(
    int rcode,
    boolean authoritative,
    List<Record> answer,
    List<Record> authority,
    List<Record> additional) {

  public SkydnsAnswer {
    answer = List.copyOf(answer);
    authority = List.copyOf(authority);
    additional = List.copyOf(additional);
  }
}
