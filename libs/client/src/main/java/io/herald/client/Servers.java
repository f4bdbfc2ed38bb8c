package io.herald.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Which of several servers is asked next, and when. A server that works is kept. One that fails is
 * left for the next one at once; when all have failed in a row, there is a pause, which doubles
 * with each further round up to the longest and is shortened at random by up to a half. A server
 * that asks to be left alone is. For one thread.
 */
final class Servers {

  /** No server is left alone for longer, whatever it asks for. */
  static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(5);

  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final int MOST_DOUBLINGS = 30;

  private final List<URI> servers;
  private final Duration longest;
  private final RandomGenerator random;
  private final long[] leftAloneUntil;
  private final boolean[] leftAlone;
  private Duration first;
  private int current;
  private int failures;

  /**
   * Begins with one at random, so that many clients of the same list spread.
   *
   * @param first pause, before it is shortened
   * @param longest pause, before it is shortened
   */
  Servers(List<URI> servers, Duration first, Duration longest, RandomGenerator random) {
    this.servers = List.copyOf(servers);
    this.first = first;
    this.longest = longest;
    this.random = random;
    this.leftAloneUntil = new long[servers.size()];
    this.leftAlone = new boolean[servers.size()];
    this.current = random.nextInt(servers.size());
  }

  /** The one to ask. */
  URI current() {
    return servers.get(current);
  }

  /** It works. */
  void worked() {
    failures = 0;
    leftAlone[current] = false;
  }

  /**
   * A stream that worked has ended: the pause before the same server is asked again.
   *
   * @param wanted the first pause that the server asks for; empty: as before
   */
  Duration ended(Optional<Duration> wanted) {
    wanted.ifPresent(
        pause -> first = pause.compareTo(SHORTEST) < 0 ? SHORTEST : min(pause, longest));
    return shortened(first);
  }

  /**
   * It failed: chooses the next one.
   *
   * @param now of a clock of nanoseconds that is never set
   * @param retryAfter how long the server asks to be left alone
   * @return the pause before the chosen one is asked
   */
  Duration failed(long now, Optional<Duration> retryAfter) {
    failures++;
    retryAfter.ifPresent(
        wanted -> {
          leftAlone[current] = true;
          leftAloneUntil[current] = now + min(wanted, LONGEST_RETRY_AFTER).toNanos();
        });
    current = next(now);
    Duration asked = alone(current, now);
    int rounds = failures / servers.size();
    boolean roundIsOver = failures % servers.size() == 0;
    Duration pause = roundIsOver ? shortened(doubled(rounds - 1)) : Duration.ZERO;
    return pause.compareTo(asked) < 0 ? asked : pause;
  }

  private int next(long now) {
    int best = (current + 1) % servers.size();
    for (int i = 1; i <= servers.size(); i++) {
      int candidate = (current + i) % servers.size();
      if (alone(candidate, now).compareTo(alone(best, now)) < 0) {
        best = candidate;
      }
    }
    return best;
  }

  private Duration alone(int server, long now) {
    long left = leftAlone[server] ? leftAloneUntil[server] - now : 0;
    return Duration.ofNanos(Math.max(0, left));
  }

  private Duration doubled(int times) {
    return min(first.multipliedBy(1L << Math.min(times, MOST_DOUBLINGS)), longest);
  }

  private Duration shortened(Duration full) {
    long half = full.toNanos() / 2;
    return Duration.ofNanos(half + random.nextLong(full.toNanos() - half + 1));
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** For logs. */
  @Override
  public String toString() {
    return servers.toString();
  }
}
