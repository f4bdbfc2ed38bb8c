package io.herald.dns.transfer;

import io.herald.dns.access.UdpSizes;
import io.herald.dns.answer.ReplyOpt;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.MessageHeader;
import io.herald.dns.record.Rcode;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.transport.Messages;
import io.herald.dns.zone.Serial;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneSnapshot;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Answers AXFR and IXFR for one zone. A transfer is a sequence of messages that are made one by one
 * while they are sent, from a snapshot that later changes don't touch. Thread-safe; a {@link
 * TransferReply} is for one thread.
 *
 * <p>IXFR is answered from the journal if that reaches back; otherwise it becomes a whole transfer
 * (RFC 1995 §4). Over UDP it is answered by the SOA record alone if it doesn't fit one datagram,
 * which makes the client retry over TCP.
 */
public final class TransferService {

  private static final Logger log = LoggerFactory.getLogger(TransferService.class);

  private final Zone zone;
  private final Journal journal;
  private final TsigKeys keys;
  private final TransferAccess access;
  private final TransferCounters counters;
  private final ReplyOpt opt;
  private final UdpSizes udpSizes;
  private final Semaphore running;
  private final Refusals refusals = new Refusals(log);

  /**
   * @param journal subscribed to {@code zone}
   * @param running a permit for each transfer that may run at a time; above them clients get
   *     SERVFAIL and retry
   * @param opt our OPT record behind the first message of each answer
   */
  public TransferService(
      Zone zone,
      Journal journal,
      TsigKeys keys,
      TransferAccess access,
      Semaphore running,
      ReplyOpt opt,
      UdpSizes udpSizes,
      TransferCounters counters) {
    this.zone = zone;
    this.journal = journal;
    this.keys = keys;
    this.access = access;
    this.counters = counters;
    this.opt = opt;
    this.udpSizes = udpSizes;
    this.running = running;
  }

  /** A query and what its replies depend on. */
  private record Asked(
      Message query, byte[] wire, Signature signature, InetAddress client, boolean datagram) {}

  /**
   * The messages of one answer, each made when it is asked for. The sender closes it, whether all
   * was sent or not.
   */
  public static final class TransferReply implements Messages {

    private final Iterator<byte[]> messages;
    private final Asked asked;
    private final ReplyOpt opt;
    private final Runnable end;
    private boolean begun;
    private boolean closed;

    private TransferReply(Iterator<byte[]> messages, Asked asked, ReplyOpt opt, Runnable end) {
      this.messages = messages;
      this.asked = asked;
      this.opt = opt;
      this.end = end;
    }

    @Override
    public boolean hasNext() {
      return messages.hasNext();
    }

    @Override
    public byte[] next() {
      byte[] message = messages.next();
      if (!begun) {
        begun = true;
        message = opt.appendTo(message, asked.wire(), !asked.datagram(), asked.client());
      }
      return asked.signature().sign(message);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        end.run();
      }
    }
  }

  /** Whether the query is about the apex of its zone. */
  public boolean isAsked(Message query) {
    Name asked = query.getQuestion().getName();
    return DnsName.fromWire(asked.toWire(), 0, asked.length()).equals(zone.index().apex());
  }

  /**
   * The answer to a query for AXFR or IXFR.
   *
   * @param query as {@code wire} was parsed; with exactly one question
   * @param wire the query's bytes
   * @param client its address
   * @param datagram whether it came over UDP
   */
  public TransferReply answer(Message query, byte[] wire, InetAddress client, boolean datagram) {
    Record question = query.getQuestion();
    boolean incremental = question.getType() == Type.IXFR;
    Signature signature = Signature.of(query, wire, keys);
    Asked asked = new Asked(query, wire, signature, client, datagram);
    if (!signature.isAcceptable()) {
      refusals.warn(
          "transfer to {} refused: {} of key {}",
          client.getHostAddress(),
          signature.errorText(),
          query.getTSIG().getName());
      return refusal(asked, Rcode.NOTAUTH);
    }
    if (question.getDClass() != DClass.IN || !isAsked(query)) {
      return refusal(asked, Rcode.NOTAUTH);
    }
    if (!access.allows(client, signature.keyName())) {
      refusals.warn(
          "transfer to {} refused: neither its address nor its key is allowed",
          client.getHostAddress());
      return refusal(asked, Rcode.REFUSED);
    }
    if (datagram && !incremental) {
      return refusal(asked, Rcode.FORMERR); // RFC 5936 §4.2
    }
    if (!zone.isLoaded()) {
      return refusal(asked, Rcode.SERVFAIL);
    }
    if (incremental) {
      Optional<SOARecord> held = held(query);
      return held.isEmpty()
          ? refusal(asked, Rcode.FORMERR)
          : incremental(asked, held.get().getSerial());
    }
    return whole(asked);
  }

  private TransferReply whole(Asked asked) {
    if (!running.tryAcquire()) {
      refusals.warn(
          "transfer to {} answered SERVFAIL: the most that may run at a time are running",
          asked.client().getHostAddress());
      return refusal(asked, Rcode.SERVFAIL);
    }
    ZoneSnapshot snapshot = zone.snapshot();
    ResourceRecord soa = snapshot.settings().soa(snapshot.serial());
    Iterator<ResourceRecord> records = whole(snapshot, soa);
    counters.countWhole();
    log.info("AXFR of serial {} to {}", snapshot.serial(), asked.client().getHostAddress());
    return new TransferReply(
        messages(asked, snapshot.settings().ttl(), records), asked, opt, running::release);
  }

  /** SOA, everything else, SOA (RFC 5936 §2.2). */
  private static Iterator<ResourceRecord> whole(ZoneSnapshot snapshot, ResourceRecord soa) {
    Iterator<ResourceRecord> all = snapshot.records();
    return new Iterator<>() {
      private ResourceRecord next = soa;
      private boolean last;
      private boolean done;

      @Override
      public boolean hasNext() {
        return !done;
      }

      @Override
      public ResourceRecord next() {
        if (done) {
          throw new java.util.NoSuchElementException();
        }
        ResourceRecord record = next;
        if (last) {
          done = true;
          return record;
        }
        ResourceRecord following = soa;
        last = true;
        while (all.hasNext()) {
          ResourceRecord candidate = all.next();
          if (candidate.type() != RecordType.SOA) {
            following = candidate;
            last = false;
            break;
          }
        }
        next = following;
        return record;
      }
    };
  }

  private TransferReply incremental(Asked asked, long held) {
    long serial = zone.serial();
    if (held == serial || Serial.isNewer(held, serial)) {
      counters.countCurrent();
      return soaAlone(asked, serial);
    }
    Optional<List<Journal.Step>> steps = journal.since(held);
    if (steps.isEmpty()) {
      if (asked.datagram()) {
        return soaAlone(asked, zone.serial());
      }
      log.info(
          "IXFR from serial {} to {} becomes a whole transfer: the journal doesn't reach back",
          held,
          asked.client().getHostAddress());
      return whole(asked);
    }
    Iterator<ResourceRecord> records = difference(steps.get());
    Iterator<byte[]> messages = messages(asked, zone.settings().ttl(), records);
    if (asked.datagram()) {
      byte[] first = messages.next();
      if (messages.hasNext() || !fits(first, asked)) {
        return soaAlone(asked, zone.serial());
      }
      messages = only(first);
    }
    counters.countIncremental();
    log.debug("IXFR from serial {} to {}", held, asked.client().getHostAddress());
    return new TransferReply(messages, asked, opt, () -> {});
  }

  /** Whether a message fits a datagram, its OPT record and signature behind it. */
  private boolean fits(byte[] message, Asked asked) {
    byte[] whole = opt.appendTo(message, asked.wire(), false, asked.client());
    return whole.length + asked.signature().mostBytes()
        <= udpSizes.limit(asked.query().getOPT(), asked.client());
  }

  /** The client has the newest serial; or it hasn't, over UDP, and is to retry over TCP. */
  private TransferReply soaAlone(Asked asked, long serial) {
    Iterator<ResourceRecord> soa = only(zone.settings().soa(serial));
    return new TransferReply(messages(asked, zone.settings().ttl(), soa), asked, opt, () -> {});
  }

  /** New SOA; for each step old SOA, removed, new SOA, added; new SOA (RFC 1995 §4). */
  private Iterator<ResourceRecord> difference(List<Journal.Step> steps) {
    ResourceRecord newest = soa(steps.get(steps.size() - 1).to());
    return Stream.of(Stream.of(newest), steps.stream().flatMap(this::difference), Stream.of(newest))
        .flatMap(part -> part)
        .iterator();
  }

  private Stream<ResourceRecord> difference(Journal.Step step) {
    return Stream.of(
            Stream.of(soa(step.from())),
            step.removed().stream(),
            Stream.of(soa(step.to())),
            step.added().stream())
        .flatMap(part -> part);
  }

  private ResourceRecord soa(long serial) {
    return zone.settings().soa(serial);
  }

  private static <T> Iterator<T> only(T element) {
    return Collections.singleton(element).iterator();
  }

  /** The SOA record that the client says it has. */
  private static Optional<SOARecord> held(Message query) {
    return query.getSection(Section.AUTHORITY).stream()
        .filter(SOARecord.class::isInstance)
        .map(SOARecord.class::cast)
        .findFirst();
  }

  private TransferMessages messages(Asked asked, int ttl, Iterator<ResourceRecord> records) {
    Message query = asked.query();
    return new TransferMessages(
        query.getHeader().getID(),
        query.getHeader().getFlag(Flags.RD),
        Arrays.copyOfRange(
            asked.wire(), MessageHeader.LENGTH, MessageHeader.questionEnd(asked.wire())),
        zone.index().apex(),
        ttl,
        records);
  }

  private TransferReply refusal(Asked asked, Rcode rcode) {
    counters.countRefused();
    byte[] message = MessageHeader.emptyReply(asked.wire(), 0, rcode);
    return new TransferReply(only(message), asked, opt, () -> {});
  }
}
