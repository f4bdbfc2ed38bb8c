package io.herald.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Server cookies against the examples of RFC 9018, appendix A, and over their life. */
class ServerCookieTest {

  /** A clock that stands where it was put. */
  private static final class SetClock extends Clock {
    private Instant now;

    SetClock(long unixTime) {
      now = Instant.ofEpochSecond(unixTime);
    }

    void advance(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @ParameterizedTest(name = "A.{0}")
  @CsvSource({
    "1, e5e973e5a6b2a43f48e7dc849e37bfcf, 198.51.100.100, 1559731985, 2464c4abcf10c957,"
        + " 2464c4abcf10c957010000005cf79f111f8130c3eee29480",
    "2, e5e973e5a6b2a43f48e7dc849e37bfcf, 198.51.100.100, 1559734385,"
        + " 2464c4abcf10c957010000005cf79f111f8130c3eee29480,"
        + " 2464c4abcf10c957010000005cf7a871d4a564a1442aca77",
    "3, e5e973e5a6b2a43f48e7dc849e37bfcf, 203.0.113.203, 1559734700,"
        + " fc93fc62807ddb8601abcdef5cf78f71a314227b6679ebf5,"
        + " fc93fc62807ddb86010000005cf7a9acf73a7810aca2381e",
    "4, 445536bcd2513298075a5d379663c962, 2001:db8:220:1:59de:d0f4:8769:82b8, 1559741961,"
        + " 22681ab97d52c298010000005cf7c57926556bd0934c72f8,"
        + " 22681ab97d52c298010000005cf7c609a6bb79d16625507a",
  })
  void theExamplesOfTheRfc(
      String example, String secret, String client, long time, String asked, String expected)
      throws Exception {
    ByteBuffer key =
        ByteBuffer.wrap(HexFormat.of().parseHex(secret)).order(ByteOrder.LITTLE_ENDIAN);
    Deque<Long> words = new ArrayDeque<>();
    words.add(key.getLong());
    words.add(key.getLong());
    words.add(0L);
    words.add(0L);
    ServerCookie cookies =
        new ServerCookie(new CookieSecrets(new SetClock(time), words::removeFirst));
    assertThat(answer(cookies, asked, client)).as(example).isEqualTo(expected);
  }

  @Test
  void aYoungCookieIsKeptAndAnOlderOneRenewed() throws Exception {
    SetClock clock = new SetClock(1_700_000_000);
    ServerCookie cookies = cookies(clock);
    String first = answer(cookies, "0011223344556677", "192.0.2.1");
    clock.advance(Duration.ofMinutes(30));
    assertThat(answer(cookies, first, "192.0.2.1")).isEqualTo(first);
    clock.advance(Duration.ofSeconds(1));
    assertThat(answer(cookies, first, "192.0.2.1")).isNotEqualTo(first).startsWith("0011223344");
  }

  @Test
  void aCookieIsOneClientsAlone() throws Exception {
    ServerCookie cookies = cookies(new SetClock(1_700_000_000));
    String first = answer(cookies, "0011223344556677", "192.0.2.1");
    assertThat(answer(cookies, first, "192.0.2.2")).isNotEqualTo(first);
    assertThat(answer(cookies, "1" + first.substring(1), "192.0.2.1"))
        .doesNotContain(first.substring(16));
    String v6 = answer(cookies, "0011223344556677", "2001:db8::1");
    assertThat(answer(cookies, v6, "2001:db8::1")).isEqualTo(v6);
    assertThat(answer(cookies, v6, "2001:db8::2")).isNotEqualTo(v6);
  }

  @Test
  void aCookieOutlivesTheChangeOfTheSecretButNotTwo() throws Exception {
    SetClock clock = new SetClock(1_700_000_000);
    ServerCookie cookies = cookies(clock);
    clock.advance(CookieSecrets.LIFETIME.minusSeconds(1));
    String old = answer(cookies, "0011223344556677", "192.0.2.1");
    clock.advance(Duration.ofSeconds(1));
    String other = answer(cookies, "0011223344556688", "192.0.2.1");
    assertThat(answer(cookies, old, "192.0.2.1")).isEqualTo(old);
    assertThat(answer(cookies, other, "192.0.2.1")).isEqualTo(other);
    clock.advance(Duration.ofDays(3));
    assertThat(answer(cookies, other, "192.0.2.1")).isNotEqualTo(other);
  }

  private static ServerCookie cookies(Clock clock) {
    Random random = new Random(42);
    return new ServerCookie(new CookieSecrets(clock, random::nextLong));
  }

  private static String answer(ServerCookie cookies, String asked, String client) throws Exception {
    byte[] query = HexFormat.of().parseHex(asked);
    byte[] made = new byte[ServerCookie.LENGTH];
    cookies.write(query, 0, query.length, InetAddress.getByName(client), made, 0);
    return asked.substring(0, 16) + HexFormat.of().formatHex(made);
  }
}
