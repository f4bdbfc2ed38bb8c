package io.herald.services.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.services.host.HostResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Host names are looked up in the background, for as long as somebody wants them. */
class SystemHostResolverTest {

  private static final InetAddress ONE = address(1);
  private static final InetAddress TWO = address(2);
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final AtomicInteger lookups = new AtomicInteger();
  private final Queue<List<InetAddress>> told = new ConcurrentLinkedQueue<>();
  private final Queue<String> failed = new ConcurrentLinkedQueue<>();

  @Test
  void tellsOnlyWhatIsNewWhateverTheOrder() {
    List<InetAddress[]> answers =
        List.of(
            new InetAddress[] {ONE, TWO}, new InetAddress[] {TWO, ONE}, new InetAddress[] {TWO});
    try (SystemHostResolver resolver =
        new SystemHostResolver(
            host -> answers.get(Math.min(lookups.getAndIncrement(), 2)), AT_ONCE)) {
      resolver.watch("h", listener(addresses -> told.add(addresses)));
      await().until(() -> told.size() == 2 && lookups.get() > 3);
      assertThat(told).containsExactly(List.of(ONE, TWO), List.of(TWO));
    }
  }

  @Test
  void theFirstFailureIsToldAndThatTheHostIsFoundAgain() {
    try (SystemHostResolver resolver =
        new SystemHostResolver(
            host -> {
              int lookup = lookups.incrementAndGet();
              if (lookup == 1 || lookup == 4) {
                return new InetAddress[] {ONE};
              }
              throw new UnknownHostException("no " + host + " at " + lookup);
            },
            AT_ONCE)) {
      resolver.watch("h", listener(addresses -> told.add(addresses)));
      await().until(() -> lookups.get() > 6);
      assertThat(told).containsExactly(List.of(ONE), List.of(ONE));
      assertThat(failed).containsExactly("h: no h at 2", "h: no h at 5");
    }
  }

  @Test
  void aListenerThatThrowsEndsNothing() {
    try (SystemHostResolver resolver =
        new SystemHostResolver(
            host -> new InetAddress[] {lookups.incrementAndGet() == 1 ? ONE : TWO}, AT_ONCE)) {
      resolver.watch(
          "h",
          listener(
              addresses -> {
                told.add(addresses);
                throw new IllegalStateException("of the test");
              }));
      await().until(() -> told.size() == 2);
    }
  }

  @Test
  void aForgottenHostIsNotToldAnyMore() {
    try (SystemHostResolver resolver =
        new SystemHostResolver(
            host -> new InetAddress[] {address(lookups.incrementAndGet() % 200)}, AT_ONCE)) {
      resolver.watch("a", listener(addresses -> told.add(addresses)));
      await().until(() -> told.size() > 2);
      resolver.unwatch("a");
      int looked = lookups.get();
      resolver.watch("b", listener(addresses -> {}));
      await().until(() -> lookups.get() > looked + 10);
      // One look-up of "a" may have been under way.
      assertThat(told).hasSizeLessThanOrEqualTo(looked + 1);
    }
  }

  private HostResolver.Listener listener(Consumer<List<InetAddress>> resolved) {
    return new HostResolver.Listener() {
      @Override
      public void resolved(String host, List<InetAddress> addresses) {
        resolved.accept(addresses);
      }

      @Override
      public void unresolved(String host, String why) {
        failed.add(host + ": " + why);
      }
    };
  }

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
