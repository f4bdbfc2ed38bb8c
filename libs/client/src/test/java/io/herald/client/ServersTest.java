package io.herald.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ServersTest {

  private static final Optional<Duration> NOTHING = Optional.empty();

  private static Servers servers(RandomGenerator random, String... urls) {
    return new Servers(
        List.of(urls).stream().map(URI::create).toList(),
        Duration.ofMillis(500),
        Duration.ofSeconds(30),
        random);
  }

  /** Always the last of a range: nothing is shortened, and the last server is the first. */
  private static final RandomGenerator LAST =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return 0;
        }

        @Override
        public long nextLong(long bound) {
          return bound - 1;
        }

        @Override
        public int nextInt(int bound) {
          return bound - 1;
        }
      };

  /** Always the first of a range: all is shortened by a half. */
  private static final RandomGenerator FIRST =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return 0;
        }

        @Override
        public long nextLong(long bound) {
          return 0;
        }

        @Override
        public int nextInt(int bound) {
          return 0;
        }
      };

  @Test
  void pausesDoubleUpToTheLongest() {
    Servers one = servers(LAST, "http://a/");
    long[] millis = {500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000};
    for (long pause : millis) {
      assertThat(one.failed(0, NOTHING)).hasMillis(pause);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(one.failed(0, NOTHING)).hasMillis(30_000);
    }
    one.worked();
    assertThat(one.failed(0, NOTHING)).hasMillis(500);
  }

  @Test
  void pausesAreShortenedByUpToAHalf() {
    Servers one = servers(FIRST, "http://a/");
    assertThat(one.failed(0, NOTHING)).hasMillis(250);
    assertThat(one.failed(0, NOTHING)).hasMillis(500);
    assertThat(one.ended(NOTHING)).hasMillis(250);
  }

  @Test
  void theNextServerIsAskedAtOnceAndAPauseFollowsWhenAllHaveFailed() {
    Servers three = servers(FIRST, "http://a/", "http://b/", "http://c/");
    assertThat(three.current()).hasToString("http://a/");
    assertThat(three.failed(0, NOTHING)).isZero();
    assertThat(three.current()).hasToString("http://b/");
    assertThat(three.failed(0, NOTHING)).isZero();
    assertThat(three.current()).hasToString("http://c/");
    assertThat(three.failed(0, NOTHING)).hasMillis(250);
    assertThat(three.current()).hasToString("http://a/");
    assertThat(three.failed(0, NOTHING)).isZero();
    assertThat(three.failed(0, NOTHING)).isZero();
    assertThat(three.failed(0, NOTHING)).hasMillis(500);
  }

  @Test
  void theServerThatWorkedIsAskedAgain() {
    Servers two = servers(LAST, "http://a/", "http://b/");
    assertThat(two.current()).hasToString("http://b/");
    two.worked();
    assertThat(two.ended(NOTHING)).hasMillis(500);
    assertThat(two.current()).hasToString("http://b/");
  }

  @Test
  void aServerThatAsksToBeLeftAloneIs() {
    Servers two = servers(LAST, "http://a/", "http://b/");
    Optional<Duration> minute = Optional.of(Duration.ofMinutes(1));
    long second = 1_000_000_000L;
    assertThat(two.failed(0, minute)).as("b asks for it, a is free").isZero();
    assertThat(two.failed(second, NOTHING))
        .as("a fails, and is the one that is free")
        .hasMillis(500);
    assertThat(two.current()).hasToString("http://a/");
    assertThat(two.failed(2 * second, minute)).as("both ask for it").hasSeconds(58);
    assertThat(two.current()).hasToString("http://b/");
    two.worked();
    assertThat(two.failed(3 * second, Optional.of(Duration.ofDays(365))))
        .as("a is free first")
        .hasSeconds(59);
    assertThat(two.failed(62 * second, Optional.of(Duration.ofDays(365)))).hasSeconds(241);
  }

  @Test
  void theServersOwnPauseCountsWithinBounds() {
    Servers one = servers(LAST, "http://a/");
    assertThat(one.ended(Optional.of(Duration.ofSeconds(2)))).hasSeconds(2);
    assertThat(one.ended(NOTHING)).hasSeconds(2);
    assertThat(one.failed(0, NOTHING)).hasSeconds(2);
    assertThat(one.ended(Optional.of(Duration.ZERO))).hasMillis(10);
    assertThat(one.ended(Optional.of(Duration.ofDays(1)))).hasSeconds(30);
  }
}
