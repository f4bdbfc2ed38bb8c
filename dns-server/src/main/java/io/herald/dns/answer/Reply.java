package io.herald.dns.answer;

import io.herald.dns.record.MessageHeader;
import io.herald.dns.record.Rcode;

/**
 * A reply under construction: its bytes, how long it may become, its flags and counts. It begins
 * with the query's own header and question, so id and case of the question are the client's. One
 * for each thread, begun anew for each query; allocates nothing.
 */
final class Reply {

  /** One byte more than a message: a name at its end can be read by whole words. */
  final byte[] bytes = new byte[MessageHeader.MAX_MESSAGE + 1];

  private boolean stream;
  private int questionEnd;
  private int limit;
  private int end;
  private int flags;
  private int answers;
  private int authorities;
  private int additionals;
  private boolean partial;

  /**
   * Begins the reply to {@code message}, whose question ends at {@code questionEnd}.
   *
   * @param limit bytes that header, question and sections may have
   */
  void begin(byte[] message, int questionEnd, int flags, int limit, boolean stream) {
    System.arraycopy(message, 0, bytes, 0, questionEnd);
    this.stream = stream;
    this.questionEnd = questionEnd;
    this.limit = limit;
    this.flags = flags;
    partial = false;
    removeRecords();
  }

  private void removeRecords() {
    end = questionEnd;
    answers = 0;
    authorities = 0;
    additionals = 0;
  }

  /** Where the next record begins. */
  int end() {
    return end;
  }

  boolean fits(int length) {
    return end + length <= limit;
  }

  /** Appends bytes that fit. */
  void append(byte[] source, int offset, int length) {
    System.arraycopy(source, offset, bytes, end, length);
    end += length;
  }

  /** Records of the answer section so far. */
  int answers() {
    return answers;
  }

  void countAnswers(int records) {
    answers += records;
  }

  void countAuthority() {
    authorities++;
  }

  void countAdditionals(int records) {
    additionals += records;
  }

  void setAuthoritative() {
    flags |= MessageHeader.AA;
  }

  void setTruncated() {
    flags |= MessageHeader.TC;
  }

  boolean isTruncated() {
    return (flags & MessageHeader.TC) != 0;
  }

  /**
   * Not all of an answer fits. Over UDP and where nothing fits at all, TC says so; a cut answer
   * over a stream doesn't: clients would take it for a failure, and could ask nowhere else.
   */
  void cut() {
    if (stream && answers > 0) {
      partial = true;
    } else {
      setTruncated();
    }
  }

  /** Whether it holds a part of a set that no message can hold. */
  boolean isPartial() {
    return partial;
  }

  /** Takes back every record, and that they were authoritative. */
  void clear() {
    removeRecords();
    flags &= ~MessageHeader.AA;
  }

  /** Appends the OPT record behind the sections. */
  void append(OptWriter opt, Rcode rcode, boolean dnssecOk) {
    end = opt.write(bytes, end, rcode, dnssecOk);
    additionals++;
  }

  /** Writes the header; returns the length of the whole. */
  int finish(Rcode rcode) {
    MessageHeader.putFlags(bytes, flags, rcode);
    MessageHeader.putCounts(
        bytes, questionEnd == MessageHeader.LENGTH ? 0 : 1, answers, authorities, additionals);
    return end;
  }
}
