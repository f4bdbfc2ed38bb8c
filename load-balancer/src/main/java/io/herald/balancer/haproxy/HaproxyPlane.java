package io.herald.balancer.haproxy;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.balancer.plane.DataPlane;
import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.plane.PlaneStatus;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.plane.VipProtocol;
import io.herald.balancer.web.WebService;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.retry.FailureLog;
import io.herald.runtime.threads.NamedScheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data plane that HAProxy carries. HAProxy lives on when this ends, and one that is there
 * already is taken over: its master is never started twice.
 *
 * <p>One thread ({@code lb-haproxy}) does everything, and looks after HAProxy four times a second.
 */
public final class HaproxyPlane implements DataPlane {

  private static final Logger log = LoggerFactory.getLogger(HaproxyPlane.class);
  private static final long PERIOD_MILLIS = 250;

  private final HaproxySettings settings;
  private final HaproxyLoop loop;
  private final HaproxyCounters counters = new HaproxyCounters();
  private final NamedScheduler scheduler;
  private final FailureLog failures = new FailureLog(log);
  private final AtomicReference<@Nullable DesiredState> latest = new AtomicReference<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile PlaneStatus status = new PlaneStatus(0, List.of());
  private volatile @Nullable DesiredState working;
  private volatile Optional<String> closedPages = Optional.empty();

  @GuardedBy("this")
  private @Nullable FileChannel lock;

  @GuardedBy("this")
  private @Nullable PageSocket pages;

  private HaproxyPlane(HaproxySettings settings, Clock clock) {
    this.settings = settings;
    this.loop = new HaproxyLoop(settings, clock, counters);
    this.scheduler = new NamedScheduler("lb-haproxy", new ThreadPoolExecutor.DiscardPolicy());
  }

  /**
   * A plane that looks after HAProxy from now on: before the first state comes, with the file that
   * there is.
   *
   * @param clock for intervals
   */
  public static HaproxyPlane open(HaproxySettings settings, Clock clock) {
    HaproxyPlane plane = new HaproxyPlane(settings, clock);
    var unused =
        plane.scheduler.scheduleWithFixedDelay(
            plane::step, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    return plane;
  }

  /**
   * What a start with these settings would say of the certificates; for who only looks. Nothing of
   * a plane that runs is touched.
   */
  public static List<String> look(HaproxySettings settings) throws InterruptedException {
    try {
      return Certificates.problems(settings);
    } catch (IOException e) {
      return List.of(Reason.of(e));
    }
  }

  @Override
  public String name() {
    return "haproxy";
  }

  @Override
  public void apply(DesiredState state) {
    if (latest.getAndSet(state) == null) {
      scheduler.execute(this::step);
    }
  }

  private void step() {
    try {
      if (!locked()) {
        return;
      }
      openPages();
      DesiredState next = latest.getAndSet(null);
      if (next != null) {
        working = next;
        loop.desire(next);
      }
      loop.step();
    } catch (IOException e) {
      loop.failed(Reason.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (loop.fault().isPresent()) {
      failures.failed("{}; what HAProxy carries stays as it is, trying again", loop.fault().get());
    } else {
      failures.succeeded("HAProxy carries what it should again");
    }
    tell(new PlaneStatus(loop.applied(), problems()));
  }

  /** One Herald at a time may write into the folder. */
  private synchronized boolean locked() throws IOException {
    if (lock != null) {
      return true;
    }
    if (!Files.exists(settings.folder())) {
      // The file has passwords, even if encoded.
      Files.createDirectories(
          settings.folder(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    FileChannel channel =
        FileChannel.open(
            settings.folder().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock taken;
    try {
      taken = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      taken = null;
    }
    if (taken != null) {
      lock = channel;
      return true;
    }
    channel.close();
    String what =
        settings.folder() + " is in use by another Herald; end that, or take another folder";
    failures.failed("{}", what);
    tell(new PlaneStatus(status.applied(), List.of(new PlaneProblem(Optional.empty(), what))));
    return false;
  }

  private synchronized void openPages() {
    if (pages != null || settings.statsPort().isEmpty()) {
      return;
    }
    try {
      pages =
          PageSocket.open(
              settings.pageSocket(),
              new MarathonLbPages(
                  settings,
                  new HaproxyProcess(settings),
                  loop::carried,
                  () -> soon(loop::compare),
                  () -> soon(loop::reloadAnyway)));
      closedPages = Optional.empty();
    } catch (IOException e) {
      closedPages = Optional.of("Marathon-LB's pages aren't there: " + Reason.of(e));
    }
  }

  private void soon(Runnable work) {
    scheduler.execute(
        () -> {
          work.run();
          step();
        });
  }

  private void tell(PlaneStatus now) {
    if (!now.equals(status)) {
      status = now;
      listeners.forEach(Runnable::run);
    }
  }

  private List<PlaneProblem> problems() {
    List<PlaneProblem> problems = new ArrayList<>();
    closedPages.ifPresent(what -> problems.add(PlaneProblem.ofPart("pages", what)));
    loop.fault().ifPresent(what -> problems.add(new PlaneProblem(Optional.empty(), what)));
    loop.certificateFaults()
        .forEach(what -> problems.add(PlaneProblem.ofPart("certificates", what)));
    DesiredState state = working;
    Map<String, String> left = loop.leftOut();
    Map<String, String> blocked = loop.blocked();
    boolean any = !left.isEmpty() || !blocked.isEmpty();
    Map<String, VipKey> vips = new HashMap<>();
    if (state != null) {
      for (Vip vip : state.vips().values()) {
        if (vip.key().protocol() == VipProtocol.UDP) {
          problems.add(
              new PlaneProblem(
                  Optional.of(vip.key()),
                  "HAProxy carries no UDP; run the plane proxy or nftables beside it"));
        }
        for (InetAddress address : any ? vip.addresses() : List.<InetAddress>of()) {
          vips.put(BackendNames.of(vip.key(), address), vip.key());
          vips.put(VipItems.bind(address, vip.key().port()), vip.key());
        }
      }
    }
    blocked.forEach(
        (bind, why) -> problems.add(problem(bind, Optional.ofNullable(vips.get(bind)), why)));
    left.forEach(
        (name, why) ->
            problems.add(problem(name, Optional.ofNullable(vips.get(name)), name + why)));
    if (state != null) {
      loop.withoutTls().ifPresent(why -> addRedirects(state, why, problems));
    }
    return problems;
  }

  private static PlaneProblem problem(String part, Optional<VipKey> vip, String what) {
    return vip.isPresent() ? new PlaneProblem(vip, what) : PlaneProblem.ofPart(part, what);
  }

  /** Services that send their clients to where nothing answers. */
  private static void addRedirects(DesiredState state, String why, List<PlaneProblem> problems) {
    for (WebService service : state.web().values()) {
      if (service.spec().route().toHttps()) {
        problems.add(
            PlaneProblem.ofPart(
                service.name(),
                service.name()
                    + ": its label HAPROXY_"
                    + service.spec().index()
                    + "_REDIRECT_TO_HTTPS sends clients to https, where HAProxy doesn't answer: "
                    + why
                    + ", or remove the label"));
      }
    }
  }

  @Override
  public PlaneStatus status() {
    return status;
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public List<Metric> metrics() {
    return counters.metrics();
  }

  /** Ends the looking after; HAProxy goes on. */
  @Override
  public void close() {
    scheduler.shutdown();
    try {
      if (!scheduler.awaitTermination(60, TimeUnit.SECONDS)) {
        scheduler.shutdownNow();
      }
    } catch (InterruptedException e) {
      scheduler.shutdownNow();
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      if (lock != null) {
        try (FileChannel held = lock;
            PageSocket open = pages) {
          loop.write();
        } catch (IOException e) {
          log.warn("{} can't be left as it should be: {}", settings.folder(), e.toString());
        }
        lock = null;
      }
    }
  }
}
