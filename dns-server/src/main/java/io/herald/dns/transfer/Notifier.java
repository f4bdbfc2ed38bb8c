package io.herald.dns.transfer;

import io.herald.dns.zone.Serial;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneChange;
import io.herald.dns.zone.ZoneListener;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.AddressText;
import io.herald.runtime.threads.Fatal;
import io.herald.runtime.threads.NamedScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
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
 * Tells secondaries of new serials (NOTIFY, RFC 1996). Each has at most one message under way and
 * hears at most ten times a second: a burst of changes is one or two messages. A message that isn't
 * acknowledged is sent again, later and later up to 15 seconds, until the secondary answers; that
 * is logged when it begins and when it ends.
 */
public final class Notifier implements ZoneListener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Notifier.class);

  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final long GAP_MILLIS = 100;
  private static final long FIRST_RETRY_MILLIS = 1_000;
  private static final long LONGEST_RETRY_MILLIS = 15_000;

  private final Zone zone;
  private final TransferCounters counters;
  private final List<Told> secondaries = new ArrayList<>();
  private final ScheduledExecutorService timer = new NamedScheduler("dns-notify");

  /** One secondary; for the timer's thread alone. */
  private static final class Told {
    final Secondary secondary;
    final SimpleResolver sender;
    @Nullable Long acknowledged;
    boolean underWay;
    int failures;

    Told(Secondary secondary, SimpleResolver sender) {
      this.secondary = secondary;
      this.sender = sender;
    }
  }

  /**
   * Sends nothing before {@link #tell} or the first change, nor while the zone isn't loaded.
   * Subscribe it to {@code zone}.
   *
   * @throws IllegalArgumentException if a secondary's key is not among {@code keys}
   */
  public Notifier(
      Zone zone, List<Secondary> secondaries, TsigKeys keys, TransferCounters counters) {
    this.zone = zone;
    this.counters = counters;
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
      this.secondaries.add(new Told(secondary, sender));
    }
  }

  @Override
  public void loaded() {
    tell();
  }

  @Override
  public void changed(long before, ZoneChange change) {
    tell();
  }

  @Override
  public void rewritten(long serial) {
    tell();
  }

  /** Tells every secondary that hasn't acknowledged the zone's present serial. */
  public void tell() {
    if (!secondaries.isEmpty()) {
      schedule(this::tellAll, 0);
    }
  }

  private void schedule(Runnable task, long millis) {
    try {
      var unused = timer.schedule(task, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("closed; nobody is told any more");
    }
  }

  private void tellAll() {
    secondaries.forEach(this::send);
  }

  private void send(Told told) {
    long serial = zone.serial();
    if (!zone.isLoaded()
        || told.underWay
        || (told.acknowledged != null && told.acknowledged == serial)) {
      return;
    }
    told.underWay = true;
    told.sender
        .sendAsync(notification(serial))
        .whenComplete((reply, failure) -> schedule(() -> sent(told, serial, reply, failure), 0));
  }

  private void sent(Told told, long serial, @Nullable Message reply, @Nullable Throwable failure) {
    Fatal.escalate(failure);
    String problem = problem(reply, failure);
    if (problem == null) {
      counters.countNotified();
      if (told.failures > 0) {
        log.info("secondary {} takes NOTIFY again", AddressText.of(told.secondary.address()));
      }
      told.failures = 0;
      if (told.acknowledged == null || Serial.isNewer(serial, told.acknowledged)) {
        told.acknowledged = serial;
      }
      again(told, GAP_MILLIS);
    } else {
      counters.countNotifyRetry();
      if (told.failures == 0) {
        log.warn(
            "secondary {} did not take NOTIFY of serial {}: {}; it is told again until it does",
            AddressText.of(told.secondary.address()),
            serial,
            problem);
      }
      long wait = Math.min(LONGEST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(told.failures, 10));
      told.failures++;
      again(told, wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1));
    }
  }

  private void again(Told told, long millis) {
    schedule(
        () -> {
          told.underWay = false;
          send(told);
        },
        millis);
  }

  private static @Nullable String problem(@Nullable Message reply, @Nullable Throwable failure) {
    if (reply == null) {
      return failure == null ? "no reply" : Reason.of(failure);
    }
    int rcode = reply.getRcode();
    // NOTIMP: it knows no NOTIFY and will come by itself; telling it again doesn't help.
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

  /** Whom it tells. */
  public List<Secondary> secondaries() {
    return secondaries.stream().map(told -> told.secondary).toList();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
