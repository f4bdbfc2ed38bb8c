package io.herald.scheduler.driver;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The driver behind a decorator: the one that the factory returned, and until it has, the one that
 * calls the scheduler. A driver may do that from its constructor or from a thread that it started
 * there. Safe for use by several threads.
 */
final class DecoratedDriver<D> {

  private final AtomicReference<@Nullable D> driver = new AtomicReference<>();

  /** A driver calls the scheduler, and passes itself. */
  void seen(D given) {
    driver.compareAndSet(null, given);
  }

  /** The factory has returned. */
  void created(@Nullable D created, String factoryOf) {
    driver.set(
        requireNonNull(
            created, () -> "the factory of " + factoryOf + " returned null; return the driver"));
  }

  /** The driver; it is there as soon as anybody can know of the decorator. */
  D get() {
    return requireNonNull(driver.get(), "driver");
  }
}
