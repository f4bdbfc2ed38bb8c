package io.herald.dns.server;

import io.herald.dns.answer.Outcome;
import io.herald.dns.answer.ReplyOpt;
import io.herald.dns.answer.Transport;
import io.herald.dns.forward.Forwarder;
import io.herald.dns.record.MessageHeader;
import io.herald.dns.record.Rcode;
import io.herald.dns.transfer.SignedQueries;
import io.herald.dns.transfer.TransferService;
import io.herald.dns.transport.Messages;
import io.herald.dns.transport.QueryCounters;
import io.herald.dns.transport.SlowPath;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/**
 * Gives each query that the responder leaves to who answers it, on threads of its own, so that the
 * listeners go on. Queries wait in a queue of bounded length; when that is full they get the
 * responder's own reply.
 */
final class SlowQueries implements SlowPath, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SlowQueries.class);

  private static final int THREADS = 2;
  private static final int LONGEST_QUEUE = 1000;

  private final List<TransferService> transfers;
  private final SignedQueries signed;
  private final Optional<Forwarder> forwarder;
  private final BesideReplies beside;
  private final ReplyOpt opt;
  private final QueryCounters counters;
  private final AtomicBoolean failing = new AtomicBoolean();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          1,
          TimeUnit.MINUTES,
          new ArrayBlockingQueue<>(LONGEST_QUEUE),
          Threads.daemons("dns-slow"));

  /**
   * @param transfers of each zone, at least one
   * @param forwarder empty: foreign names are refused; closed with this
   * @param beside names that modules answer, before any upstream
   * @param opt our OPT record behind errors
   */
  SlowQueries(
      List<TransferService> transfers,
      SignedQueries signed,
      Optional<Forwarder> forwarder,
      BesideReplies beside,
      ReplyOpt opt,
      QueryCounters counters) {
    this.transfers = List.copyOf(transfers);
    this.signed = signed;
    this.forwarder = forwarder;
    this.beside = beside;
    this.opt = opt;
    this.counters = counters;
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public boolean answer(
      byte[] query,
      InetSocketAddress client,
      Transport transport,
      Outcome outcome,
      Replies replies) {
    if (outcome == Outcome.OUTSIDE_ZONE && forwarder.isEmpty() && !beside.isOn()) {
      return false;
    }
    try {
      threads.execute(() -> answer(query, client.getAddress(), transport, replies));
      return true;
    } catch (RejectedExecutionException e) {
      counters.countSlowTurnedAway();
      return false;
    }
  }

  private void answer(byte[] wire, InetAddress client, Transport transport, Replies replies) {
    Message query;
    try {
      query = new Message(wire);
    } catch (IOException e) {
      log.debug("{}: a query that can't be read: {}", client, e.getMessage());
      replies.send(Messages.of(error(wire, client, transport, Rcode.FORMERR)));
      return;
    }
    try {
      answer(query, wire, client, transport, replies);
    } catch (RuntimeException | StackOverflowError e) {
      if (failing.compareAndSet(false, true)) {
        log.error(
            "a query of {} can't be answered; such ones get SERVFAIL", client.getHostAddress(), e);
      }
      replies.send(Messages.of(error(wire, client, transport, Rcode.SERVFAIL)));
    }
  }

  private void answer(
      Message query, byte[] wire, InetAddress client, Transport transport, Replies replies) {
    boolean datagram = transport == Transport.UDP;
    int type = query.getQuestion().getType();
    if (type == Type.AXFR || type == Type.IXFR) {
      replies.send(transfersFor(query).answer(query, wire, client, datagram));
    } else if (query.getTSIG() != null) {
      replies.send(Messages.of(signed.answer(query, wire, client, transport)));
    } else {
      Optional<byte[]> reply = beside.answer(query, wire, client, transport);
      if (reply.isPresent()) {
        replies.send(Messages.of(reply.get()));
      } else if (forwarder.isPresent()) {
        var unused =
            forwarder
                .get()
                .answer(query, client, datagram)
                .thenAccept(forwarded -> replies.send(Messages.of(forwarded)));
      } else {
        replies.send(Messages.of(beside.refusal(query, wire, client, transport)));
      }
    }
  }

  /** Those of the zone that is asked for; for a name outside all zones, the first refuses. */
  private TransferService transfersFor(Message query) {
    return transfers.stream()
        .filter(zone -> zone.isAsked(query))
        .findFirst()
        .orElse(transfers.get(0));
  }

  /** The responder reads no record's data; what it lets pass may still be malformed inside. */
  private byte[] error(byte[] wire, InetAddress client, Transport transport, Rcode rcode) {
    byte[] reply = MessageHeader.bareReply(wire, 0, rcode);
    return opt.appendTo(reply, wire, transport != Transport.UDP, client);
  }

  private void closeBehindWhatWaits(Forwarder forwarding) {
    try {
      threads.execute(forwarding::close);
    } catch (RejectedExecutionException e) {
      forwarding.close();
    }
  }

  @Override
  public void close() {
    forwarder.ifPresent(this::closeBehindWhatWaits);
    threads.shutdown();
  }
}
