package io.herald.facade.mirror;

import static java.util.Objects.requireNonNull;

import io.herald.watch.LiveServices;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a facade answers from, which other settings may replace: the next one is filled with all
 * instances while the one before it still answers and follows, and takes its place once it has
 * everything. Safe for any thread.
 *
 * @param <C> what is filled
 */
public final class MirrorSwitch<C extends MirrorListener> implements AutoCloseable {

  private final LiveServices live;
  private final Clock clock;
  private final Consumer<C> retire;
  private final AtomicReference<@Nullable C> current = new AtomicReference<>();

  /** What fills the current one and those to come; a closed one leaves, with all that it filled. */
  private final Set<InstanceMirror> mirrors = ConcurrentHashMap.newKeySet();

  /**
   * Nothing is there yet.
   *
   * @param clock of the times at which instances are seen
   * @param retire is told of each one whose place was taken; must not block
   */
  public MirrorSwitch(LiveServices live, Clock clock, Consumer<C> retire) {
    this.live = requireNonNull(live, "live");
    this.clock = requireNonNull(clock, "clock");
    this.retire = requireNonNull(retire, "retire");
  }

  /** What is answered from; empty until one has everything. */
  public Optional<C> current() {
    return Optional.ofNullable(current.get());
  }

  /** Fills this one, which then takes the place of the current one. */
  public synchronized void fill(C next) {
    Filling filling = new Filling(next, List.copyOf(mirrors));
    mirrors.add(InstanceMirror.of(live, clock, filling));
  }

  /** Nothing is there any more, and nothing is followed. */
  public synchronized void clear() {
    mirrors.forEach(InstanceMirror::close);
    mirrors.clear();
    C old = current.getAndSet(null);
    if (old != null) {
      retire.accept(old);
    }
  }

  @Override
  public void close() {
    clear();
  }

  private final class Filling implements MirrorListener {
    private final C next;
    private List<InstanceMirror> earlier;

    private Filling(C next, List<InstanceMirror> earlier) {
      this.next = next;
      this.earlier = earlier;
    }

    @Override
    public void onChange(
        @Nullable MirroredInstance old, @Nullable MirroredInstance now, long index, Instant at) {
      next.onChange(old, now, index, at);
    }

    @Override
    public void onComplete(long index) {
      // Once they are closed, none of them can take the place after this one.
      earlier.forEach(InstanceMirror::close);
      mirrors.removeAll(earlier);
      earlier = List.of();
      next.onComplete(index);
      C old = current.getAndSet(next);
      if (old != null) {
        retire.accept(old);
      }
    }
  }
}
