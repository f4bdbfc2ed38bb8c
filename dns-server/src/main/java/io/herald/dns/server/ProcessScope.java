package io.herald.dns.server;

import io.herald.catalog.follow.FollowScope;
import io.herald.dns.answer.CookieSecrets;
import io.herald.dns.http.Counters;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.runtime.threads.Threads;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What outlives a reload of the configuration.
 *
 * @param housekeeping one thread for short work at its time: what may wait long for a disk, a lock
 *     or the network begins a thread of its own there. It is not shut down before the end of the
 *     process, so who gives it work cancels that
 * @param loading one thread that puts large changes into the zones, while there are any
 * @param clock monotonic, of all durations
 * @param dates the wall clock: serials, cookies and signatures carry dates
 * @param cookies under which clients' cookies are made: those of before stay good
 * @param serials what the zones' serials go on from
 * @param following what the clusters of one process share
 * @param beside names outside of the zones that modules answer
 */
record ProcessScope(
    ScheduledExecutorService housekeeping,
    ExecutorService loading,
    Clock clock,
    Clock dates,
    SecureRandom random,
    CookieSecrets cookies,
    SerialFiles serials,
    Counters counters,
    FollowScope following,
    List<NamesBeside> beside)
    implements AutoCloseable {

  static ProcessScope of(Clock clock, Clock dates, List<NamesBeside> beside) {
    SecureRandom random = new SecureRandom();
    NamedScheduler housekeeping = new NamedScheduler("dns-housekeeping");
    housekeeping.setRemoveOnCancelPolicy(true);
    return new ProcessScope(
        housekeeping,
        newLoading(),
        clock,
        dates,
        random,
        new CookieSecrets(dates, random::nextLong),
        new SerialFiles(dates),
        new Counters(),
        new FollowScope(clock),
        List.copyOf(beside));
  }

  private static ExecutorService newLoading() {
    ThreadPoolExecutor thread =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Threads.daemons("dns-zone-loading"),
            // A change that is under way at the end is finished by whoever makes it.
            (late, pool) -> late.run());
    thread.allowCoreThreadTimeOut(true);
    return thread;
  }

  /** Ends the threads. */
  @Override
  public void close() {
    housekeeping.shutdownNow();
    loading.shutdown();
  }
}
