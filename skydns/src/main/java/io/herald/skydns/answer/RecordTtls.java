package io.herald.skydns.answer;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** The TTLs of an answer's records. */
final class RecordTtls {

  /** Type and class stand between a record's name and its TTL. */
  private static final int BEHIND_NAME = 4;

  private RecordTtls() {}

  /** Equal records count once, with the lower TTL: a set has no doubles (RFC 2181 §5). */
  static List<Record> distinct(List<Record> records) {
    Map<Record, Record> once = new LinkedHashMap<>();
    for (Record record : records) {
      once.merge(record, record, (a, b) -> a.getTTL() <= b.getTTL() ? a : b);
    }
    return List.copyOf(once.values());
  }

  /** The same records with one TTL; as dnsjava's can't change, made again from their bytes. */
  static List<Record> all(List<Record> records, long ttl) {
    return records.stream().map(record -> with(record, ttl)).toList();
  }

  private static Record with(Record record, long ttl) {
    if (record.getTTL() == ttl) {
      return record;
    }
    byte[] wire = record.toWire(Section.ANSWER);
    int at = record.getName().length() + BEHIND_NAME;
    for (int i = 0; i < Integer.BYTES; i++) {
      wire[at + i] = (byte) (ttl >>> (24 - 8 * i));
    }
    try {
      return Record.fromWire(wire, Section.ANSWER);
    } catch (IOException e) {
      throw new IllegalStateException("a record's own bytes can't be read back: " + record, e);
    }
  }
}
