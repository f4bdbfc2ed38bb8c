package io.herald.dns.transport;

import static java.util.Objects.requireNonNull;

import io.herald.dns.answer.Outcome;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.Transport;
import io.herald.dns.record.MessageHeader;
import io.herald.dns.record.Rcode;
import io.herald.dns.transport.datagram.UdpSocket;
import io.herald.runtime.metrics.LatencyHistogram;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * What passed the sockets since the start. Counting is striped, so threads don't meet; reading sums
 * up and is for a scrape.
 */
public final class QueryCounters {

  private static final class Counters {
    private final Map<Rcode, LongAdder> replies = new EnumMap<>(Rcode.class);
    private final LongAdder truncated = new LongAdder();
    private final LongAdder partial = new LongAdder();
    private final LongAdder ignored = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder otherReplies = new LongAdder();
    private final LatencyHistogram latency = new LatencyHistogram();

    Counters() {
      for (Rcode rcode : Rcode.values()) {
        replies.put(rcode, new LongAdder());
      }
    }

    LongAdder replies(Rcode rcode) {
      return requireNonNull(replies.get(rcode));
    }
  }

  private static final int TYPES = 256;

  /** By type; above them that of every other. */
  private final LongAdder[] types = new LongAdder[TYPES + 1];

  private final Map<UdpSocket.Way, LongAdder> udpSockets = new EnumMap<>(UdpSocket.Way.class);
  private final LatencyHistogram later = new LatencyHistogram();
  private final Counters udp = new Counters();
  private final Counters tcp = new Counters();
  private final Counters tls = new Counters();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder turnedAway = new LongAdder();
  private final LongAdder idle = new LongAdder();
  private final LongAdder rateCut = new LongAdder();
  private final LongAdder rateDropped = new LongAdder();
  private final LongAdder slowTurnedAway = new LongAdder();
  private final LongAdder handshakes = new LongAdder();
  private final LongAdder handshakesFailed = new LongAdder();
  private final LongAdder handshakesTurnedAway = new LongAdder();

  public QueryCounters() {
    for (int i = 0; i < types.length; i++) {
      types[i] = new LongAdder();
    }
    for (UdpSocket.Way way : UdpSocket.Way.values()) {
      udpSockets.put(way, new LongAdder());
    }
  }

  /** Counts a query, whoever answers it. */
  void countQuery(QueryResponder responder) {
    if (responder.outcome() != Outcome.IGNORED && responder.hasQuestion()) {
      types[Math.min(responder.queryType(), TYPES)].increment();
    }
  }

  /**
   * Counts what the responder has just made of a message.
   *
   * @param nanos how long that took
   */
  void count(Transport transport, QueryResponder responder, boolean replied, long nanos) {
    Counters counters = of(transport);
    if (replied) {
      counters.latency.add(nanos);
    }
    if (responder.outcome() == Outcome.LIMITED) {
      (replied ? rateCut : rateDropped).increment();
    } else if (!replied) {
      counters.ignored.increment();
    }
    if (!replied) {
      return;
    }
    counters.replies(responder.rcode()).increment();
    if (responder.truncated()) {
      counters.truncated.increment();
    }
    if (responder.partial()) {
      counters.partial.increment();
    }
  }

  /**
   * Counts a reply of the slow path by its first message.
   *
   * @param nanos since the query came
   */
  void countLater(Transport transport, byte[] message, long nanos) {
    Counters counters = of(transport);
    later.add(nanos);
    LongAdder replies = counters.otherReplies;
    for (Map.Entry<Rcode, LongAdder> known : counters.replies.entrySet()) {
      if (known.getKey().number() == MessageHeader.rcode(message)) {
        replies = known.getValue();
      }
    }
    replies.increment();
    if (MessageHeader.isTruncated(message)) {
      counters.truncated.increment();
    }
  }

  void countUdpSocket(UdpSocket.Way way, int more) {
    requireNonNull(udpSockets.get(way)).add(more);
  }

  /** Counts a reply of the slow path over a stream that holds a part of a set. */
  public void countPartial(Transport transport) {
    of(transport).partial.increment();
  }

  void countFailure(Transport transport) {
    of(transport).failures.increment();
  }

  void countConnection(boolean served) {
    (served ? accepted : turnedAway).increment();
  }

  void countIdle() {
    idle.increment();
  }

  void countHandshake(boolean good) {
    (good ? handshakes : handshakesFailed).increment();
  }

  void countHandshakeTurnedAway() {
    handshakesTurnedAway.increment();
  }

  /** Counts a query that the slow path had no room for. */
  public void countSlowTurnedAway() {
    slowTurnedAway.increment();
  }

  /** UDP sockets that are open now, by how datagrams go in and out of them. */
  public long udpSockets(UdpSocket.Way way) {
    return requireNonNull(udpSockets.get(way)).sum();
  }

  /** Replies with that response code. */
  public long replies(Transport transport, Rcode rcode) {
    return of(transport).replies(rcode).sum();
  }

  /** Replies with response codes that we don't give but upstreams may. */
  public long otherReplies(Transport transport) {
    return of(transport).otherReplies.sum();
  }

  /** How long replies took that were made at once. */
  public LatencyHistogram latency(Transport transport) {
    return of(transport).latency;
  }

  /** How long transfers, signed and forwarded replies took, up to their first message. */
  public LatencyHistogram laterLatency() {
    return later;
  }

  /** Queries of that type, below 256. */
  public long queries(int type) {
    return types[type].sum();
  }

  /** Queries of types that are not among these. */
  public long queriesBut(Set<Integer> known) {
    long sum = 0;
    for (int type = 0; type < types.length; type++) {
      if (!known.contains(type)) {
        sum += types[type].sum();
      }
    }
    return sum;
  }

  /** Replies of any response code. */
  public long replies(Transport transport) {
    long sum = otherReplies(transport);
    for (LongAdder replies : of(transport).replies.values()) {
      sum += replies.sum();
    }
    return sum;
  }

  /** Replies that were cut short (TC). */
  public long truncated(Transport transport) {
    return of(transport).truncated.sum();
  }

  /** Replies over a stream that hold a part of a set that no message can hold. */
  public long partial(Transport transport) {
    return of(transport).partial.sum();
  }

  /** Messages that get no reply: shorter than a header, or answers themselves. */
  public long ignored(Transport transport) {
    return of(transport).ignored.sum();
  }

  /** Messages or connections that failed in the socket. */
  public long failures(Transport transport) {
    return of(transport).failures.sum();
  }

  /** TCP connections that were served, those of TLS among them. */
  public long connectionsAccepted() {
    return accepted.sum();
  }

  /** TCP connections that were closed at once because there were too many. */
  public long connectionsTurnedAway() {
    return turnedAway.sum();
  }

  /** TCP connections that were closed because no query of theirs was answered for too long. */
  public long connectionsIdle() {
    return idle.sum();
  }

  /** Replies that were cut to TC alone because their network had too many. */
  public long rateCut() {
    return rateCut.sum();
  }

  /** Replies that were not sent because their network had too many. */
  public long rateDropped() {
    return rateDropped.sum();
  }

  /** Transfers, signed queries and foreign names for which there was no room. */
  public long slowTurnedAway() {
    return slowTurnedAway.sum();
  }

  /** TLS handshakes that came to a good end. */
  public long handshakes() {
    return handshakes.sum();
  }

  /** TLS handshakes that failed, or were not done in time. */
  public long handshakesFailed() {
    return handshakesFailed.sum();
  }

  /** TLS connections that were closed at once because too many were in their handshake. */
  public long handshakesTurnedAway() {
    return handshakesTurnedAway.sum();
  }

  private Counters of(Transport transport) {
    return switch (transport) {
      case UDP -> udp;
      case TCP -> tcp;
      case TLS -> tls;
    };
  }
}
