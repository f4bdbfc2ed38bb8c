package io.herald.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Host names are looked up in the background, for as long as somebody wants them. */
class SystemHostResolverTest {

  private static final InetAddress ONE = address(1);
  private static final InetAddress TWO = address(2);
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final AtomicInteger lookups = new AtomicInteger();
  private final Queue<List<InetAddress>> told = new ConcurrentLinkedQueue<>();

  @Test
  void tellsOnlyWhatIsNewWhateverTheOrder() {
    List<InetAddress[]> answers =
        List.of(
            new InetAddress[] {ONE, TWO}, new InetAddress[] {TWO, ONE}, new InetAddress[] {TWO});
    try (SystemHostResolver resolver =
        new SystemHostResolver(
            host -> answers.get(Math.min(lookups.getAndIncrement(), 2)), AT_ONCE)) {
      resolver.watch("h", (host, addresses) -> told.add(addresses));
      await().until(() -> told.size() == 2 && lookups.get() > 3);
      assertThat(told).containsExactly(List.of(ONE, TWO), List.of(TWO));
    }
  }

  @Test
  void aFailureTellsNothingAndIsTriedAgain() {
    try (SystemHostResolver resolver =
        new SystemHostResolver(
            host -> {
              int lookup = lookups.incrementAndGet();
              if (lookup == 1 || lookup == 4) {
                return new InetAddress[] {ONE};
              }
              throw new UnknownHostException(host);
            },
            AT_ONCE)) {
      resolver.watch("h", (host, addresses) -> told.add(addresses));
      await().until(() -> lookups.get() > 5);
      assertThat(told).containsExactly(List.of(ONE));
    }
  }

  @Test
  void aListenerThatThrowsEndsNothing() {
    try (SystemHostResolver resolver =
        new SystemHostResolver(
            host -> new InetAddress[] {lookups.incrementAndGet() == 1 ? ONE : TWO}, AT_ONCE)) {
      resolver.watch(
          "h",
          (host, addresses) -> {
            told.add(addresses);
            throw new IllegalStateException("of the test");
          });
      await().until(() -> told.size() == 2);
    }
  }

  @Test
  void aForgottenHostIsNotToldAnyMore() {
    try (SystemHostResolver resolver =
        new SystemHostResolver(
            host -> new InetAddress[] {address(lookups.incrementAndGet() % 200)}, AT_ONCE)) {
      resolver.watch("a", (host, addresses) -> told.add(addresses));
      await().until(() -> told.size() > 2);
      resolver.forget("a");
      int looked = lookups.get();
      resolver.watch("b", (host, addresses) -> {});
      await().until(() -> lookups.get() > looked + 10);
      // One look-up of "a" may have been under way.
      assertThat(told).hasSizeLessThanOrEqualTo(looked + 1);
    }
  }

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
