package io.herald.facade.mirror;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.watch.LiveServices;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
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

  @GuardedBy("this")
  private List<InstanceMirror> mirrors = List.of();

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
    List<InstanceMirror> earlier = mirrors.stream().filter(one -> !one.isClosed()).toList();
    InstanceMirror mirror = InstanceMirror.of(live, clock, new Filling(next, earlier));
    mirrors = Stream.concat(earlier.stream(), Stream.of(mirror)).toList();
  }

  /** Nothing is there any more, and nothing is followed. */
  public synchronized void clear() {
    mirrors.forEach(InstanceMirror::close);
    mirrors = List.of();
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
      next.onComplete(index);
      C old = current.getAndSet(next);
      earlier.forEach(InstanceMirror::close);
      earlier = List.of();
      if (old != null) {
        retire.accept(old);
      }
    }
  }
}
