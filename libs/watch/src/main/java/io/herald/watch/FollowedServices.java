package io.herald.watch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.catalog.Subscription;
import io.herald.services.ServiceBatch;
import io.herald.services.ServiceListener;
import io.herald.services.Services;
import io.herald.services.ServicesOptions;
import io.herald.services.ServicesView;
import io.herald.services.problem.EntityProblem;
import io.herald.services.problem.ProblemBook;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The services in force, over reloads: hands on what changes in them, and, when others take their
 * place, what differs between the two. Safe for any thread.
 *
 * <p>Locks: that of the services that come is taken before that of those that go.
 */
final class FollowedServices implements AutoCloseable {

  /** Takes what changes. */
  @FunctionalInterface
  interface ChangeTaker {
    /**
     * Called under the lock of the services that are current after it, so that none of these moves.
     *
     * @param complete whether every source has given its first snapshot
     * @param now the services after the changes
     */
    void take(List<Difference.Step> steps, boolean complete, ServicesView now);
  }

  private final ChangeTaker taker;
  private final BooleanSupplier complete;
  private volatile Followed current;

  /** Takes the place of {@link #current} once it is complete. */
  @GuardedBy("this")
  private @Nullable Followed next;

  /**
   * Services of no cluster.
   *
   * @param complete whether the taker was told that the services are complete
   */
  FollowedServices(ChangeTaker taker, BooleanSupplier complete) {
    this.taker = taker;
    this.complete = complete;
    this.current =
        new Followed(
            new Services(
                ServicesOptions.DEFAULT,
                new NoHosts(),
                new ProblemBook(List.of(EntityProblem.values()))));
  }

  /** Follows these from now on; see {@link ServiceLog#follow}. */
  void follow(Services from) {
    Followed followed = new Followed(from);
    endNext(followed);
    followed.begin();
  }

  /** Reads the services in force as of one moment. */
  <T> T read(Function<ServicesView, T> reader) {
    while (true) {
      Followed followed = current;
      Optional<Read<T>> read =
          followed.services.read(
              view ->
                  followed == current
                      ? Optional.of(new Read<>(reader.apply(view)))
                      : Optional.empty());
      if (read.isPresent()) {
        return read.get().value;
      }
    }
  }

  private record Read<T>(T value) {}

  /** Follows nothing any more; what is known can still be read. */
  @Override
  public void close() {
    endNext(null);
    current.end();
  }

  /** Those that were to be next are not any more. */
  private void endNext(@Nullable Followed inTheirPlace) {
    Followed replaced;
    synchronized (this) {
      replaced = next;
      next = inTheirPlace;
    }
    if (replaced != null) {
      replaced.end();
    }
  }

  /** Whether it takes the other's place: the other has it, and no third one is to have it. */
  private synchronized boolean becomesCurrent(Followed candidate, Followed other) {
    if (next != candidate || current != other) {
      return false;
    }
    next = null;
    current = candidate;
    return true;
  }

  /** Services that are followed, or are to be. Compared by identity. */
  private final class Followed implements ServiceListener {

    private final Services services;
    private volatile boolean ended;
    private volatile @Nullable Subscription subscription;

    private Followed(Services services) {
      this.services = services;
    }

    private void begin() {
      subscription = services.subscribe(this);
      if (ended) {
        end();
      }
    }

    private void end() {
      ended = true;
      Subscription hold = subscription;
      if (hold != null) {
        hold.close();
      }
    }

    @Override
    public void onBatch(ServiceBatch batch, ServicesView now) {
      if (ended) {
        return;
      }
      if (this == current) {
        taker.take(Difference.of(batch), batch.complete(), now);
      } else if (mayTakeOver(batch)) {
        replace(current, batch, now);
      }
    }

    /** What is complete isn't given up for what isn't. */
    private boolean mayTakeOver(ServiceBatch batch) {
      return batch.complete() || !complete.getAsBoolean();
    }

    private void replace(Followed other, ServiceBatch batch, ServicesView now) {
      other.services.read(
          before -> {
            // Asked again: the other may have become complete while this waited for its lock.
            if (mayTakeOver(batch) && becomesCurrent(this, other)) {
              other.end();
              taker.take(Difference.between(before, now), batch.complete(), now);
            }
            return null;
          });
    }
  }
}
