package io.herald.balancer.nftables;

import io.herald.balancer.plane.DataPlane;
import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.plane.PlaneStatus;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.retry.Backoff;
import io.herald.runtime.retry.FailureLog;
import io.herald.runtime.threads.NamedScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * VIPs in the kernel: each change is one transaction of nftables. The rules outlive this process,
 * and a new one replaces them by its own in a transaction; connections live on through both.
 *
 * <p>What a transaction refuses is tried again with everything anew. Somebody else's change of the
 * table, such as {@code nft flush ruleset} by a restarted firewall, is noticed within {@link
 * NftablesSettings#checkEvery} and undone.
 */
public final class NftablesPlane implements DataPlane {

  private static final Logger log = LoggerFactory.getLogger(NftablesPlane.class);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

  private final NftablesSettings settings;
  private final KernelTable kernel;
  private final TableLock lock;
  private final ScheduledExecutorService thread;
  private final Backoff backoff = new Backoff(FIRST_RETRY, LONGEST_RETRY);
  private final FailureLog failures = new FailureLog(log);
  private final AtomicBoolean queued = new AtomicBoolean();
  private final LongAdder applied = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder restored = new LongAdder();

  private volatile DesiredState wanted = DesiredState.NONE;
  private volatile PlaneStatus status = new PlaneStatus(0, List.of());
  private volatile Runnable listener = () -> {};

  /**
   * Applies nothing before it is given a state: what an earlier process left is served until then.
   */
  public NftablesPlane(NftablesSettings settings) {
    this(
        settings,
        new SystemCommands(),
        new TableLock(settings.table()),
        new NamedScheduler("lb-nftables", new ThreadPoolExecutor.DiscardPolicy()));
  }

  NftablesPlane(
      NftablesSettings settings,
      KernelCommands commands,
      TableLock lock,
      ScheduledExecutorService thread) {
    this.settings = settings;
    this.lock = lock;
    this.kernel = new KernelTable(settings, commands);
    this.thread = thread;
    long every = settings.checkEvery().toMillis();
    var unused = thread.scheduleWithFixedDelay(this::check, every, every, TimeUnit.MILLISECONDS);
  }

  @Override
  public String name() {
    return "nftables";
  }

  @Override
  public void apply(DesiredState state) {
    wanted = state;
    if (queued.compareAndSet(false, true)) {
      thread.execute(this::applyLatest);
    }
  }

  private void applyLatest() {
    queued.set(false);
    DesiredState state = wanted;
    if (state.revision() == 0) {
      return;
    }
    Ruleset rules;
    try {
      demandLock();
      if (kernel.own().isEmpty()) {
        kernel.readOwn();
      }
      rules = Ruleset.of(state, kernel.own());
      kernel.change(rules);
    } catch (KernelException e) {
      refused(state, e);
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    applied.increment();
    backoff.succeeded();
    failures.succeeded("nftables: applied again");
    List<PlaneProblem> problems = new ArrayList<>(UnservedOptions.of(state, rules));
    kernel.problems().forEach(what -> problems.add(new PlaneProblem(Optional.empty(), what)));
    report(new PlaneStatus(state.revision(), problems));
    if (kernel.isUnseen()) {
      thread.execute(this::check);
    }
  }

  private void demandLock() throws KernelException {
    try {
      if (!lock.take()) {
        throw new KernelException(
            "another Herald on this machine has the table "
                + settings.table()
                + "; end that one, or give this one a table of its own (nftablesTable)");
      }
    } catch (IOException e) {
      throw new KernelException("the table can't be locked: " + Reason.of(e));
    }
  }

  private void refused(DesiredState state, KernelException failure) {
    refused.increment();
    failures.failed(
        "nftables: {}; the previous rules stay in force, retrying", failure.getMessage());
    report(
        new PlaneStatus(
            status.applied(),
            List.of(
                new PlaneProblem(
                    Optional.empty(),
                    "the previous rules stay in force, as " + failure.getMessage()))));
    long wait = backoff.failed().toMillis();
    var unused =
        thread.schedule(
            () -> {
              if (wanted.revision() == state.revision()) {
                applyLatest();
              }
            },
            wait,
            TimeUnit.MILLISECONDS);
  }

  private void report(PlaneStatus now) {
    if (!now.equals(status)) {
      status = now;
      listener.run();
    }
  }

  /** Looks whether the table is still as it was applied, and sets the routes again. */
  private void check() {
    if (status.applied() == 0) {
      return;
    }
    try {
      if (kernel.isChangedByOthers()) {
        restored.increment();
        log.warn(
            "nftables: somebody else has changed or removed Herald's table; applying it again");
        kernel.forget();
        applyLatest();
      } else {
        kernel.route();
        if (kernel.readOwn()) {
          applyLatest(); // tasks of this machine may be other ones now
        }
      }
    } catch (KernelException e) {
      failures.failed("nftables: {}; retrying", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public PlaneStatus status() {
    return status;
  }

  @Override
  public void onChange(Runnable changed) {
    listener = changed;
  }

  @Override
  public List<Metric> metrics() {
    String help = "Transactions of nftables, by what became of them.";
    return List.of(
        Metric.counter(
            "herald_lb_nftables_transactions_total", help, applied::sum, "result", "applied"),
        Metric.counter(
            "herald_lb_nftables_transactions_total", help, refused::sum, "result", "refused"),
        Metric.counter(
            "herald_lb_nftables_restored_total",
            "Times that the table was found changed by somebody else, and applied again.",
            restored::sum));
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(LONGEST_RETRY.toSeconds(), TimeUnit.SECONDS)) {
        log.warn("nftables: the last change is still being applied; the table stays locked");
        return;
      }
      lock.close();
    } catch (IOException e) {
      log.warn("nftables: the lock of the table can't be given back: {}", Reason.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
