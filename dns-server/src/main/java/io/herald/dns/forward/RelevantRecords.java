package io.herald.dns.forward;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What of an upstream's answer belongs to its question: the records of the name asked for and of
 * those that it is an alias of, and in the authority section those of the zones around them. The
 * rest, which a client could take for an answer to something that it never asked, is left out (RFC
 * 5452 §6).
 */
final class RelevantRecords {

  private static final int LONGEST_CHAIN = 32;

  private RelevantRecords() {}

  /**
   * Keeps only that in {@code answer}; of its additional section the OPT record.
   *
   * @throws UpstreamException if its aliases lead back to one of them
   */
  static Message of(Message answer, Record question) {
    Set<Name> chain = chain(answer, question);
    for (int section : new int[] {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL}) {
      List<Record> kept = new ArrayList<>();
      for (Record record : answer.getSection(section)) {
        if (isKept(record, section, chain, question)) {
          kept.add(record);
        }
      }
      answer.removeAllRecords(section);
      kept.forEach(record -> answer.addRecord(record, section));
    }
    return answer;
  }

  /** The name asked for, then what it is an alias of, and so on. */
  private static Set<Name> chain(Message answer, Record question) {
    Set<Name> chain = new LinkedHashSet<>();
    Name name = question.getName();
    chain.add(name);
    if (question.getType() == Type.CNAME || question.getType() == Type.ANY) {
      return chain;
    }
    for (Optional<Name> next = alias(answer, name); next.isPresent(); next = alias(answer, name)) {
      name = next.get();
      if (!chain.add(name) || chain.size() > LONGEST_CHAIN) {
        throw new UpstreamException("its aliases (CNAME) form a loop");
      }
    }
    return chain;
  }

  /** What the name is an alias of, by that answer. */
  static Optional<Name> alias(Message answer, Name name) {
    return answer.getSection(Section.ANSWER).stream()
        .filter(record -> record instanceof CNAMERecord && record.getName().equals(name))
        .map(record -> ((CNAMERecord) record).getTarget())
        .findFirst();
  }

  private static boolean isKept(Record record, int section, Set<Name> chain, Record question) {
    int type = record.getType();
    if (type == Type.OPT) {
      return section == Section.ADDITIONAL;
    }
    if (record.getDClass() != question.getDClass()) {
      return false;
    }
    Name owner = record.getName();
    boolean around = chain.stream().anyMatch(name -> name.subdomain(owner));
    return switch (section) {
      case Section.ANSWER ->
          chain.contains(owner) ? isAnswer(type, question) : around && isDelegating(type);
      case Section.AUTHORITY -> around || isDenial(type);
      default -> false;
    };
  }

  private static boolean isAnswer(int type, Record question) {
    return type == question.getType()
        || question.getType() == Type.ANY
        || type == Type.CNAME
        || type == Type.RRSIG
        || type == Type.DNAME;
  }

  /** DNAME stands above the name that it redirects (RFC 6672), and its signature with it. */
  private static boolean isDelegating(int type) {
    return type == Type.DNAME || type == Type.RRSIG;
  }

  /** Proofs that something doesn't exist stand at its neighbours. */
  private static boolean isDenial(int type) {
    return type == Type.NSEC || type == Type.NSEC3 || type == Type.RRSIG;
  }
}
