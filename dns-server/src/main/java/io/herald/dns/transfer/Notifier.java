package io.herald.dns.transfer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.dns.zone.Serial;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneChange;
import io.herald.dns.zone.ZoneListener;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.retry.Backoff;
import io.herald.runtime.retry.FailureLog;
import io.herald.runtime.text.AddressText;
import io.herald.runtime.threads.Fatal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * Notifies secondaries of new serials (NOTIFY, RFC 1996). Each has at most one message under way
 * and gets at most ten a second: a burst of changes is one or two messages. A message that isn't
 * acknowledged is sent again, with delays up to 15 seconds, until the secondary answers; the log
 * has the first failure and the recovery. Thread-safe.
 */
public final class Notifier implements ZoneListener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Notifier.class);

  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Duration GAP = Duration.ofMillis(100);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(15);

  private final Zone zone;
  private final TransferCounters counters;
  private final ScheduledExecutorService scheduler;
  private final List<Target> targets = new ArrayList<>();

  @GuardedBy("this")
  private boolean closed;

  /** One secondary; guarded by the notifier. */
  private static final class Target {
    final Secondary secondary;
    final SimpleResolver sender;
    final Backoff backoff = new Backoff(FIRST_RETRY, LONGEST_RETRY);
    final FailureLog failures = new FailureLog(log);
    @Nullable Long acknowledged;
    boolean underWay;
    @Nullable Future<?> next;

    Target(Secondary secondary, SimpleResolver sender) {
      this.secondary = secondary;
      this.sender = sender;
    }
  }

  /**
   * Sends nothing before {@link #sendDue} or the first change, nor while the zone isn't loaded.
   * Subscribe it to {@code zone}.
   *
   * @param scheduler sends the messages; it stays open when this is closed
   * @throws IllegalArgumentException if a secondary's key is not among {@code keys}
   */
  public Notifier(
      Zone zone,
      List<Secondary> secondaries,
      TsigKeys keys,
      TransferCounters counters,
      ScheduledExecutorService scheduler) {
    this.zone = zone;
    this.counters = counters;
    this.scheduler = scheduler;
    for (Secondary secondary : secondaries) {
      SimpleResolver sender = new SimpleResolver(secondary.address());
      sender.setTimeout(TIMEOUT);
      sender.setEDNS(-1);
      secondary
          .key()
          .ifPresent(
              name ->
                  sender.setTSIGKey(
                      keys.find(name)
                          .orElseThrow(
                              () ->
                                  new IllegalArgumentException(
                                      "secondary "
                                          + AddressText.of(secondary.address())
                                          + ": key "
                                          + name
                                          + " is not among the keys "
                                          + keys.names()))));
      this.targets.add(new Target(secondary, sender));
    }
  }

  @Override
  public void loaded() {
    sendDue();
  }

  @Override
  public void changed(long before, ZoneChange change) {
    sendDue();
  }

  /** Notifies, soon, every secondary that hasn't acknowledged the zone's present serial. */
  public void sendDue() {
    for (Target target : targets) {
      var unused = schedule(() -> send(target), Duration.ZERO);
    }
  }

  private @Nullable Future<?> schedule(Runnable task, Duration delay) {
    try {
      return scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("the process ends; secondaries are no longer notified");
      return null;
    }
  }

  private synchronized void send(Target target) {
    long serial = zone.serial();
    if (closed
        || !zone.isLoaded()
        || target.underWay
        || (target.acknowledged != null && target.acknowledged == serial)) {
      return;
    }
    target.underWay = true;
    target
        .sender
        .sendAsync(notification(serial), Runnable::run)
        .whenComplete((reply, failure) -> handle(target, serial, reply, failure));
  }

  private synchronized void handle(
      Target target, long serial, @Nullable Message reply, @Nullable Throwable failure) {
    Fatal.escalate(failure);
    if (closed) {
      return;
    }
    String secondary = AddressText.of(target.secondary.address());
    String problem = problem(reply, failure);
    if (problem == null) {
      counters.countNotified();
      target.failures.succeeded("secondary {} acknowledges NOTIFY again", secondary);
      target.backoff.succeeded();
      if (target.acknowledged == null || Serial.isNewer(serial, target.acknowledged)) {
        target.acknowledged = serial;
      }
      sendAgain(target, GAP);
    } else {
      counters.countNotifyRetry();
      target.failures.failed(
          "secondary {} did not acknowledge NOTIFY of serial {}: {}; retrying until it does",
          secondary,
          serial,
          problem);
      sendAgain(target, target.backoff.failed());
    }
  }

  @GuardedBy("this")
  private void sendAgain(Target target, Duration delay) {
    target.next = schedule(() -> finishAndSend(target), delay);
  }

  private synchronized void finishAndSend(Target target) {
    target.underWay = false;
    send(target);
  }

  private static @Nullable String problem(@Nullable Message reply, @Nullable Throwable failure) {
    if (reply == null) {
      return failure == null ? "no reply" : Reason.of(failure);
    }
    int rcode = reply.getRcode();
    // NOTIMP: it doesn't support NOTIFY and polls by itself; another message wouldn't help.
    return rcode == Rcode.NOERROR || rcode == Rcode.NOTIMP ? null : Rcode.string(rcode);
  }

  private Message notification(long serial) {
    Message message = new Message();
    message.getHeader().setOpcode(Opcode.NOTIFY);
    message.getHeader().setFlag(Flags.AA);
    try {
      Name apex = new Name(zone.index().apex().toWire());
      message.addRecord(Record.newRecord(apex, Type.SOA, DClass.IN), Section.QUESTION);
      message.addRecord(
          Record.newRecord(
              apex,
              Type.SOA,
              DClass.IN,
              zone.settings().ttl(),
              zone.settings().soa(serial).rdata()),
          Section.ANSWER);
    } catch (IOException e) {
      throw new IllegalStateException("the zone's own SOA record is malformed", e);
    }
    return message;
  }

  /** The secondaries that it notifies. */
  public List<Secondary> secondaries() {
    return targets.stream().map(target -> target.secondary).toList();
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (Target target : targets) {
      if (target.next != null) {
        target.next.cancel(false);
      }
    }
  }
}
