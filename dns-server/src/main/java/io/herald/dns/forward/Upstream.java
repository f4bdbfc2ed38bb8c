package io.herald.dns.forward;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.runtime.retry.Backoff;
import io.herald.runtime.retry.FailureLog;
import io.herald.runtime.text.AddressText;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.io.DefaultIoClientFactory;
import org.xbill.DNS.io.IoClientFactory;
import org.xbill.DNS.io.TcpIoClient;
import org.xbill.DNS.io.UdpIoClient;

/**
 * A resolver that questions are forwarded to, and its health: after failures in a row it is asked
 * last for a while, up to one second after the first, up to thirty after many. Thread-safe.
 */
final class Upstream {

  private static final Logger log = LoggerFactory.getLogger(Upstream.class);

  private static final Duration FIRST_PENALTY = Duration.ofSeconds(1);
  private static final Duration LONGEST_PENALTY = Duration.ofSeconds(30);

  /** Names that fail and names that succeed, in turns, must not fill the log. */
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  private final InetSocketAddress address;
  private final SimpleResolver exchange;
  private final Clock clock;
  private final Backoff penalty = new Backoff(FIRST_PENALTY, LONGEST_PENALTY);
  private final FailureLog failures = new FailureLog(log);

  @GuardedBy("this")
  private Instant suspectUntil = Instant.EPOCH;

  @GuardedBy("this")
  private Instant silentUntil = Instant.EPOCH;

  Upstream(InetSocketAddress address, Duration timeout, Clock clock, Datagrams datagrams) {
    this.address = address;
    this.clock = clock;
    this.exchange = new SimpleResolver(address);
    this.exchange.setTimeout(timeout);
    this.exchange.setIoClientFactory(new Sockets(datagrams, new DefaultIoClientFactory()));
    this.exchange.setEDNS(-1); // the question brings its own
  }

  /** Our own way over UDP, dnsjava's over TCP. */
  private record Sockets(UdpIoClient udp, IoClientFactory others) implements IoClientFactory {
    @Override
    public UdpIoClient createOrGetUdpClient() {
      return udp;
    }

    @Override
    public TcpIoClient createOrGetTcpClient() {
      return others.createOrGetTcpClient();
    }
  }

  InetSocketAddress address() {
    return address;
  }

  /**
   * Asks over UDP, and again over TCP if the answer is cut. Fails with an exception that says what
   * was wrong if no answer to this very question comes, or one of SERVFAIL or REFUSED. The thread
   * that reads the answer completes it.
   */
  CompletionStage<Message> ask(Message question) {
    // On one or two processors the common pool would be a new thread for each question.
    return exchange
        .sendAsync(question, Runnable::run)
        .thenApply(answer -> RelevantRecords.of(usable(answer), question.getQuestion()))
        .whenComplete((answer, failure) -> note(failure));
  }

  private static Message usable(Message answer) {
    if (!answer.getHeader().getFlag(Flags.QR) || answer.getHeader().getOpcode() != Opcode.QUERY) {
      throw new UpstreamException("it sent a message that is not an answer");
    }
    if (answer.getHeader().getFlag(Flags.TC)) {
      throw new UpstreamException("it truncated its answer over TCP too");
    }
    int rcode = answer.getRcode();
    if (rcode == Rcode.SERVFAIL || rcode == Rcode.REFUSED) {
      throw new UpstreamException("it answered " + Rcode.string(rcode));
    }
    return answer;
  }

  private synchronized void note(@Nullable Throwable failure) {
    if (failure == null) {
      failures.succeeded("upstream {} answers again", AddressText.of(address));
      penalty.succeeded();
      suspectUntil = Instant.EPOCH;
      return;
    }
    Instant now = clock.instant();
    boolean mayLog = failures.isFailing() || !now.isBefore(silentUntil);
    if (mayLog
        && failures.failed(
            "upstream {} failed: {}", AddressText.of(address), UpstreamException.reason(failure))) {
      silentUntil = now.plus(BETWEEN_LINES);
    }
    suspectUntil = now.plus(penalty.failed());
  }

  /** Whether it failed recently: others are asked first. */
  synchronized boolean isSuspect() {
    return clock.instant().isBefore(suspectUntil);
  }
}
