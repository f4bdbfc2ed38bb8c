package io.herald.balancer.haproxy;

import io.herald.balancer.haproxy.ItemQuarantine.Verdict;
import io.herald.balancer.plane.DesiredState;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the plane does again and again: looks whether HAProxy is there, brings it to the desired
 * state, by commands where they can do it and otherwise by a file that was checked, and starts it
 * again if it is gone. Of one thread.
 */
final class HaproxyLoop {

  private static final Logger log = LoggerFactory.getLogger(HaproxyLoop.class);

  /** How often everything is read anew, for what others have changed. */
  private static final Duration FULL = Duration.ofSeconds(30);

  /** The file follows changes of servers at this distance at most. */
  private static final Duration WRITE = Duration.ofSeconds(1);

  private static final Duration RETRY = Duration.ofSeconds(1);

  /** How long a HAProxy may be there without an answer before it is replaced. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final HaproxySettings settings;
  private final Clock clock;
  private final HaproxyCounters counters;
  private final HaproxyProcess process;
  private final HaproxyFiles files;
  private final Slots slots;
  private final ConfigPlanner planner;
  private final ConfigCheck check;
  private final Certificates certificates;
  private final ItemQuarantine quarantine;

  private final BlockedBinds blocked;

  private Optional<RunningModel> running = Optional.empty();
  private Optional<DesiredState> desired = Optional.empty();
  private @Nullable String checkedMark;
  private boolean dirty = true;
  private boolean reloadAnyway;
  private @Nullable ConfigPlan unwritten;
  private Instant nextWrite = Instant.MIN;
  private Instant nextFull = Instant.MIN;
  private Instant nextReload = Instant.MIN;
  private Instant nextStart = Instant.MIN;
  private Instant silentSince = Instant.MAX;
  private long applied;
  private Map<String, String> faults = Map.of();
  private Optional<String> fault = Optional.empty();
  private volatile @Nullable List<ConfigItem> carried;

  HaproxyLoop(HaproxySettings settings, Clock clock, HaproxyCounters counters) {
    this.settings = settings;
    this.clock = clock;
    this.counters = counters;
    this.blocked = new BlockedBinds(clock);
    this.process = new HaproxyProcess(settings);
    this.files = new HaproxyFiles(settings);
    this.slots = new Slots(settings.spareSlots());
    this.planner = new ConfigPlanner(settings, slots);
    this.quarantine = new ItemQuarantine(planner::item);
    this.check = new ConfigCheck(settings);
    this.certificates = new Certificates(settings, process);
  }

  /** Has this state from now on. */
  void desire(DesiredState state) {
    desired = Optional.of(state);
    dirty = true;
  }

  /** Takes nothing for granted that was read or judged before. */
  void compare() {
    nextFull = Instant.MIN;
    checkedMark = null;
    dirty = true;
  }

  /** Has HAProxy load its file, as soon as that may be. */
  void reloadAnyway() {
    reloadAnyway = true;
    dirty = true;
  }

  /** What HAProxy carries; empty before that is known. Any thread. */
  Optional<List<ConfigItem>> carried() {
    return Optional.ofNullable(carried);
  }

  /** Does what is due. */
  void step() throws IOException, InterruptedException {
    look();
    dirty |= certificates.look(running.isPresent());
    reloadAnyway |= certificates.takeStale();
    dirty |= blocked.probeAgain();
    if (desired.isEmpty()) {
      startWithWhatThereIs();
    } else if (dirty || running.isEmpty()) {
      work(desired.get());
    }
    if (running.isPresent()) {
      running.get().deleteLeaving();
    }
    if (!clock.instant().isBefore(nextWrite)) {
      write();
    }
    counters.up(running.isPresent());
  }

  private void look() throws IOException {
    Optional<WorkerInfo> worker = process.worker();
    boolean other = !worker.equals(running.map(RunningModel::worker));
    if (other || !clock.instant().isBefore(nextFull)) {
      if (running.isPresent() && worker.isEmpty()) {
        log.warn("HAProxy is gone, or doesn't answer any more");
      }
      running = RunningModel.read(settings, process, counters);
      running.ifPresent(model -> slots.learn(model.servers()));
      nextFull = clock.instant().plus(FULL);
      dirty = true;
    }
  }

  /** Before the cluster is known, a HAProxy that isn't there is started with its last file. */
  private void startWithWhatThereIs() throws IOException, InterruptedException {
    if (running.isEmpty() && files.configuration().isPresent()) {
      start();
    }
  }

  private void work(DesiredState state) throws IOException, InterruptedException {
    if (running.isEmpty()) {
      if (clock.instant().isBefore(nextStart)) {
        return;
      }
      slots.learn(files.savedServers());
    }
    if (!blocked.binds().isEmpty()) {
      blocked.keepOnly(planner.binds(state));
    }
    List<ConfigItem> items = planner.items(state, blocked.binds());
    Verdict verdict = quarantine.known(items);
    ConfigPlan plan = plan(verdict);
    if (!plan.mark().equals(checkedMark) && !isRunning(plan)) {
      if (probe(plan)) {
        items = planner.items(state, blocked.binds());
      }
      quarantine.keepOnly(items);
      verdict = judge(items);
      plan = plan(verdict);
      checkedMark = plan.mark();
    }
    faults = verdict.faults();
    counters.leftOut(verdict.leftOut());
    if (running.isPresent()) {
      change(running.get(), plan);
    }
    boolean loaded = isRunning(plan) && !reloadAnyway;
    if (loaded) {
      unwritten = plan;
    } else if (running.isEmpty()) {
      unwritten = plan;
      write();
      loaded = start();
    } else if (!clock.instant().isBefore(nextReload)) {
      loaded = reload(plan);
    }
    if (loaded) {
      applied = state.revision();
      carried = List.copyOf(plan.items());
      certificates.loaded(plan.certificates());
      dirty = false;
      fault = Optional.empty();
    }
  }

  private ConfigPlan plan(Verdict verdict) {
    return planner.plan(verdict.items(), certificates.usable(), blocked.binds());
  }

  private boolean isRunning(ConfigPlan plan) {
    return running.map(model -> model.mark().equals(plan.mark())).orElse(false);
  }

  private Verdict judge(List<ConfigItem> items) throws IOException, InterruptedException {
    try {
      return quarantine.judge(items, this::faults);
    } catch (InvalidFrameException e) {
      if (certificates.sortOut()) {
        return judge(items);
      }
      throw new IOException(
          "HAProxy doesn't take its file even without services; the settings are to blame: "
              + e.getMessage(),
          e);
    }
  }

  private Optional<String> faults(List<ConfigItem> items) throws IOException, InterruptedException {
    return check.faults(planner.plan(items, certificates.usable(), blocked.binds()));
  }

  /** Tries the addresses that HAProxy doesn't hold yet; true if one can't be opened. */
  private boolean probe(ConfigPlan plan) throws IOException {
    Set<String> wanted = HaproxyFiles.binds(plan.text());
    if (settings.attach().isPresent()) {
      return false; // it may have other rights than this process
    }
    if (running.isPresent()) {
      files.configuration().map(HaproxyFiles::binds).ifPresent(wanted::removeAll);
    }
    return blocked.probe(wanted);
  }

  private void change(RunningModel model, ConfigPlan plan) throws IOException {
    Optional<String> refused = model.apply(plan);
    if (refused.isPresent()) {
      log.warn("HAProxy refuses a change at run time, and is reloaded: {}", refused.get());
      running = RunningModel.read(settings, process, counters);
      reloadAnyway = true;
    }
  }

  /** Brings the file up to what the process was told, for the next process. */
  void write() throws IOException {
    if (unwritten != null) {
      files.write(unwritten);
      unwritten = null;
      nextWrite = clock.instant().plus(WRITE);
    }
  }

  private boolean start() throws IOException, InterruptedException {
    if (settings.attach().isPresent()) {
      fault =
          Optional.of(
              "no HAProxy with the file "
                  + settings.configuration()
                  + " answers at "
                  + settings.masterSocket()
                  + "; start it");
      return false;
    }
    if (clock.instant().isBefore(nextStart)) {
      return false;
    }
    Optional<ProcessHandle> silent = process.masterProcess();
    if (silent.isPresent()) {
      endSilent(silent.get());
      return false;
    }
    silentSince = Instant.MAX;
    nextStart = clock.instant().plus(RETRY);
    counters.started();
    Optional<String> refused = process.start();
    if (refused.isPresent()) {
      fault = Optional.of("HAProxy doesn't start: " + refused.get());
      checkedMark = null;
      return false;
    }
    log.info("HAProxy was started with {}", settings.configuration());
    reloadAnyway = false;
    running = RunningModel.read(settings, process, counters);
    return running.isPresent();
  }

  /** A second one is never started beside it: both would serve, and only one be told changes. */
  private void endSilent(ProcessHandle silent) {
    Instant now = clock.instant();
    if (silentSince.equals(Instant.MAX)) {
      silentSince = now;
    } else if (now.isAfter(silentSince.plus(SILENCE))) {
      log.warn("HAProxy, process {}, doesn't answer at its sockets, and is killed", silent.pid());
      silent.destroyForcibly();
      silentSince = Instant.MAX;
    }
    fault =
        Optional.of(
            "HAProxy, process "
                + silent.pid()
                + ", doesn't answer at its sockets; after "
                + SILENCE.toSeconds()
                + " s it is killed and started again");
  }

  private boolean reload(ConfigPlan plan) throws IOException, InterruptedException {
    nextReload = clock.instant().plus(settings.reloadInterval());
    Optional<String> before = files.configuration();
    process.saveServerState();
    unwritten = plan;
    write();
    Optional<String> refused = process.reload();
    counters.reloaded(refused.isEmpty());
    running = RunningModel.read(settings, process, counters);
    process.forgetServerState();
    if (refused.isPresent()) {
      fault =
          Optional.of("HAProxy doesn't load " + settings.configuration() + ": " + refused.get());
      checkedMark = null;
      if (before.isPresent()) {
        files.restore(before.get());
      }
      return false;
    }
    reloadAnyway = false;
    log.info("HAProxy was reloaded");
    if (running.isPresent()) {
      change(running.get(), plan);
    }
    return isRunning(plan) && !reloadAnyway;
  }

  long applied() {
    return applied;
  }

  /** What isn't carried as it was asked for, by the item's name; why, after that name. */
  Map<String, String> leftOut() {
    return new LinkedHashMap<>(faults);
  }

  /** Addresses that aren't opened, as HAProxy writes them, and why. */
  Map<String, String> blocked() {
    return blocked.reasons();
  }

  /** Why the last state isn't what HAProxy carries, as far as it is the plane's as a whole. */
  Optional<String> fault() {
    return fault;
  }

  /** What is wrong with certificates. */
  List<String> certificateFaults() {
    return certificates.faults();
  }

  /** Why no shared port speaks TLS, with the remedy; empty: one does. */
  Optional<String> withoutTls() {
    if (settings.httpsPort().isEmpty()) {
      return Optional.of("haproxyHttpsPort is 0; give it a port");
    }
    if (!certificates.usable().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        settings
            .certificates()
            .map(folder -> "no certificate of " + folder + " can be used; put one there")
            .orElse("haproxyCertificates isn't given; name a folder with a certificate"));
  }

  /** Something failed in {@link #step}: it is tried again. */
  void failed(String what) {
    fault = Optional.of(what);
    running = Optional.empty(); // it may have heard half of it, and is read anew
    dirty = true;
    checkedMark = null;
  }
}
