package io.herald.skydns;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.services.problem.ProblemBook;
import io.herald.skydns.answer.KeyEnvironments;
import io.herald.skydns.answer.SkydnsAnswer;
import io.herald.skydns.answer.SkydnsAnswers;
import io.herald.skydns.source.EtcdSource;
import io.herald.skydns.source.KeySnapshot;
import io.herald.skydns.source.KeySource;
import io.herald.skydns.source.SkydnsProblem;
import io.herald.skydns.source.ZooKeeperSource;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/**
 * Answers from SkyDNS' keys, whatever the settings in force. New settings take over once all their
 * keys are known; before the first ones are, names of the domains are answered SERVFAIL. A source
 * that is away changes nothing but the mark of it. Safe for any thread; answering takes no lock and
 * waits for nothing.
 */
public final class SkydnsReader implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SkydnsReader.class);

  private final ProblemBook problems = new ProblemBook(List.of(SkydnsProblem.values()));
  private final LongAdder answered = new LongAdder();
  private final Clock clock;

  /** The end of a source waits for its threads; nobody else should. */
  private final NamedScheduler ends =
      new NamedScheduler("skydns-end", new ThreadPoolExecutor.DiscardPolicy());

  private volatile @Nullable Running serving;

  @GuardedBy("this")
  private @Nullable Running next;

  @GuardedBy("this")
  private @Nullable SkydnsSettings wanted;

  @GuardedBy("this")
  private KeyEnvironments environments = KeyEnvironments.NONE;

  /**
   * @param clock where SOA's serials begin
   */
  public SkydnsReader(Clock clock) {
    this.clock = clock;
  }

  /** One source with its snapshot. */
  private record Running(KeySource source, KeySnapshot snapshot, SkydnsAnswers answers) {

    Running with(KeyEnvironments environments) {
      return new Running(source, snapshot, answers.withEnvironments(environments));
    }

    boolean reads(KeySnapshot other) {
      return snapshot == other;
    }
  }

  /** Whose keys are whose from now on, whatever they are read from. */
  public synchronized void separate(KeyEnvironments apart) {
    environments = apart;
    Running now = serving;
    serving = now == null ? null : now.with(apart);
    next = next == null ? null : next.with(apart);
  }

  /** Reads by these settings from now on; doesn't wait for it. */
  public synchronized void use(SkydnsSettings settings) {
    if (settings.equals(wanted)) {
      return;
    }
    wanted = settings;
    end(next);
    next = null;
    if (!settings.isOn()) {
      Running last = serving;
      serving = null;
      end(last);
      return;
    }
    Running made = make(settings);
    if (serving == null) {
      serving = made;
    } else {
      next = made;
    }
    var unused = made.snapshot().whenComplete().thenRun(() -> takeOver(made.snapshot(), settings));
    made.source().start(made.snapshot());
  }

  @GuardedBy("this")
  private Running make(SkydnsSettings settings) {
    KeySnapshot snapshot = new KeySnapshot(settings.tree(), problems, settings.domains());
    KeySource source = source(settings);
    // SOA's serial rises over restarts too, as long as there are fewer changes than seconds.
    long start = clock.instant().getEpochSecond();
    SkydnsAnswers answers =
        new SkydnsAnswers(
            snapshot.keys(),
            settings.domains(),
            settings.rules(),
            source,
            () -> start + snapshot.changes());
    return new Running(source, snapshot, answers.withEnvironments(environments));
  }

  private static KeySource source(SkydnsSettings settings) {
    return settings.etcd().isPresent()
        ? new EtcdSource(settings.etcd().get(), settings.tree())
        : new ZooKeeperSource(settings.zooKeeper().orElseThrow(), settings.tree());
  }

  private synchronized void takeOver(KeySnapshot made, SkydnsSettings settings) {
    log.info("answering {} of SkyDNS' keys for {}", made.keys().size(), settings.domains());
    if (next != null && next.reads(made)) {
      Running before = serving;
      serving = next;
      next = null;
      end(before);
    }
  }

  private void end(@Nullable Running last) {
    if (last != null) {
      ends.execute(
          () -> {
            last.source().close();
            last.snapshot().forget();
          });
    }
  }

  /** Whether keys are read. */
  public boolean isOn() {
    return serving != null;
  }

  /** Whether a name is answered here. */
  public boolean has(Name name) {
    Running now = serving;
    return now != null && now.answers().has(name);
  }

  /** The answer to one who sees everything. */
  public Optional<SkydnsAnswer> answer(Name name, int type) {
    return answer(name, type, Optional.empty());
  }

  /**
   * The answer to a question of class IN; SERVFAIL while not all keys are known.
   *
   * @param environment that the client is in; empty: it sees everything
   * @return empty if the name isn't answered here
   */
  public Optional<SkydnsAnswer> answer(Name name, int type, Optional<String> environment) {
    Running now = serving;
    if (now == null) {
      return Optional.empty();
    }
    if (!now.snapshot().isComplete() && now.answers().domain(name).isPresent()) {
      answered.increment();
      return Optional.of(new SkydnsAnswer(Rcode.SERVFAIL, false, List.of(), List.of(), List.of()));
    }
    Optional<SkydnsAnswer> answer = now.answers().answer(name, type, environment);
    if (answer.isPresent()) {
      answered.increment();
    }
    return answer;
  }

  /** The name whose keys answer for a name to an environment's clients, if there are any. */
  public Optional<Name> meaning(Name name, String environment) {
    Running now = serving;
    return now == null ? Optional.empty() : now.answers().meaning(name, environment);
  }

  /** Environments that have keys at or below a name which an environment's clients don't see. */
  public NavigableSet<String> hidden(Name name, String environment) {
    Running now = serving;
    return now == null ? Collections.emptyNavigableSet() : now.answers().hidden(name, environment);
  }

  /** The keys in the source that give a record of an answer to an environment's clients. */
  public List<String> keysOf(Record record, Optional<String> environment) {
    Running now = serving;
    return now == null
        ? List.of()
        : now.answers().keysOf(record, environment).stream()
            .map(path -> now.snapshot().prefix() + path)
            .toList();
  }

  /** Whether keys are read by what is in force, and all of them are known. */
  public boolean isComplete() {
    Running now = serving;
    return now != null && now.snapshot().isComplete();
  }

  /** Done once all keys are known of what is in force; at once if none are read. */
  public CompletableFuture<Void> whenComplete() {
    Running now = serving;
    return now == null ? CompletableFuture.completedFuture(null) : now.snapshot().whenComplete();
  }

  /** Why the keys may be of the past; empty: they are the present, or none are read. */
  public Optional<String> staleReason() {
    Running now = serving;
    return now == null ? Optional.empty() : now.snapshot().staleReason();
  }

  /** How many keys are known. */
  public int keys() {
    Running now = serving;
    return now == null ? 0 : now.snapshot().keys().size();
  }

  /** What can't be served. */
  public ProblemBook problems() {
    return problems;
  }

  /** Rows of {@code /metrics}. */
  public List<Metric> metrics() {
    return List.of(
        Metric.gauge(
            "herald_skydns_keys", "SkyDNS' keys that are answered from", () -> (double) keys()),
        Metric.gauge(
            "herald_skydns_stale",
            "1 while the source of SkyDNS' keys can't be heard: what it told last is served",
            () -> staleReason().isPresent() ? 1 : 0),
        Metric.gauge(
            "herald_skydns_malformed_keys",
            "SkyDNS' keys that give no record, as they can't be read",
            () -> problems.counts().getOrDefault(SkydnsProblem.SKYDNS_KEY, 0)),
        Metric.counter(
            "herald_skydns_answers_total",
            "Questions that were answered from SkyDNS' keys",
            answered::sum));
  }

  @Override
  public void close() {
    synchronized (this) {
      wanted = null;
      end(next);
      next = null;
      Running last = serving;
      serving = null;
      end(last);
    }
    ends.shutdown();
  }
}
