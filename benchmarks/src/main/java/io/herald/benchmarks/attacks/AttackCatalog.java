package io.herald.benchmarks.attacks;

import io.herald.benchmarks.attacks.Connections.Plan;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** The attacks that are tried, in the table's order. */
final class AttackCatalog {

  private static final byte[] NOTHING = {};
  private static final byte[] CLIENT_HELLO_BEGUN = {22, 3, 1, 1, 0, 1, 0, 0, (byte) 252, 3, 3};
  private static final int FLOOD = 20_000;
  private static final int TASKS = 2_000;

  /** A name with 2,000 addresses, 32 KB. */
  static final String BIG = "big.mesos";

  private AttackCatalog() {}

  /**
   * One line of the table.
   *
   * @param counter which metrics tell of it, as a pattern
   * @param counted what these count
   */
  record Row(String what, Attack attack, String counter, String counted) {}

  static List<Row> all() {
    byte[] big = Queries.framed(Queries.query(BIG, Queries.TYPE_A));
    return List.of(
        new Row(
            "nothing",
            (target, tally, stop) -> {
              while (!stop.get()) {
                Thread.onSpinWait();
                java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
              }
            },
            "herald_dns_replies_total.*",
            "replies"),
        flood("queries for names that are there", AttackCatalog::own, "NOERROR"),
        flood("... for 2,000 addresses, EDNS 4096", random -> longOne(), "NOERROR"),
        flood("... for ANY", random -> any(), "NOERROR"),
        flood("... for random names of the domain", AttackCatalog::absent, "NXDOMAIN"),
        new Row(
            "random bytes, 1 to 512",
            new UdpFlood(FLOOD, AttackCatalog::garbage),
            "herald_dns_(ignored_total|replies_total.rcode=\"(FORMERR|NOTIMP)\").*udp.*",
            "ignored, FORMERR, NOTIMP"),
        new Row(
            "queries of 8 to 60 KB, labels cut and endless",
            new UdpFlood(2_000, AttackCatalog::large),
            "herald_dns_replies_total.rcode=\"FORMERR\".*udp.*",
            "FORMERR"),
        new Row(
            "queries signed with an unknown key",
            new UdpFlood(5_000, random -> Queries.signed(own(random))),
            "herald_dns_slow_turned_away_total",
            "turned away; the rest NOTAUTH"),
        new Row(
            "foreign names whose upstream is silent",
            new UdpFlood(5_000, random -> foreign(random, "silent.example")),
            "herald_dns_forwarded_total.kind=\"overload\".",
            "turned away"),
        new Row(
            "one foreign name whose upstream is silent",
            new UdpFlood(5_000, random -> Queries.query("same.silent.example", Queries.TYPE_A)),
            "herald_dns_forwarded_total.kind=\"overload\".",
            "turned away"),
        new Row(
            "foreign names whose upstream forges",
            new UdpFlood(1_000, random -> foreign(random, "forged.example")),
            "herald_dns_forwarded_total.kind=\"failed\".",
            "given up"),
        new Row(
            "transfers wanted by strangers",
            new Connections(
                new Plan(
                    500,
                    300,
                    false,
                    Queries.framed(Queries.query("mesos", Queries.TYPE_AXFR)),
                    NOTHING,
                    true)),
            "herald_dns_transfers_total.kind=\"refused\".",
            "refused"),
        new Row(
            "TCP connections that say nothing",
            new Connections(new Plan(1_000, 3_000, false, NOTHING, NOTHING, true)),
            "herald_dns_connections_(idle|turned_away)_total",
            "closed or turned away"),
        new Row(
            "TCP connections that drip a byte each 0.1 s",
            new Connections(new Plan(500, 900, false, NOTHING, big, true)),
            "herald_dns_connections_(idle|turned_away)_total",
            "closed or turned away"),
        new Row(
            "TCP clients that ask for long answers and don't read",
            new Connections(new Plan(200, 900, false, repeated(big, 200), NOTHING, false)),
            "herald_dns_connections_(idle|turned_away)_total",
            "closed or turned away"),
        new Row(
            "TCP connections that come, ask and go",
            new Connections(new Plan(2_000, 50, false, big, NOTHING, true)),
            "herald_dns_connections_total",
            "served"),
        new Row(
            "TLS handshakes that are begun and left",
            new Connections(new Plan(1_000, 3_000, true, CLIENT_HELLO_BEGUN, NOTHING, true)),
            "herald_dns_handshakes_total.result=\"(failed|turned_away)\".",
            "failed or turned away"),
        new Row(
            "TLS connections that speak no TLS",
            new Connections(new Plan(1_000, 200, true, repeated(big, 10), NOTHING, true)),
            "herald_dns_handshakes_total.result=\"(failed|turned_away)\".",
            "failed or turned away"));
  }

  /** What is played once more against a server whose datagrams are as for clients from outside. */
  static List<Row> fromOutside() {
    return List.of(
        flood("... for 2,000 addresses, as from outside", random -> longOne(), "NOERROR"));
  }

  /** What is played once more against a server that limits responses. */
  static List<Row> limited() {
    String limited = "herald_dns_rate_limited_total.*";
    return List.of(
        new Row(
            "queries for names that are there, limit 100",
            new UdpFlood(FLOOD, AttackCatalog::own),
            limited,
            "cut or dropped"),
        new Row(
            "... that want long answers, limit 100",
            new UdpFlood(FLOOD, random -> longOne()),
            limited,
            "cut or dropped"),
        new Row(
            "... for random names, limit 100",
            new UdpFlood(FLOOD, AttackCatalog::absent),
            limited,
            "cut or dropped"));
  }

  private static Row flood(String what, Function<SplittableRandom, byte[]> packets, String rcode) {
    return new Row(
        what,
        new UdpFlood(FLOOD, packets),
        "herald_dns_replies_total.rcode=\"" + rcode + "\".*udp.*",
        rcode);
  }

  private static byte[] own(SplittableRandom random) {
    return Queries.query("t" + random.nextInt(TASKS) + ".marathon.mesos", Queries.TYPE_A);
  }

  private static byte[] longOne() {
    return Queries.withEdns(Queries.query(BIG, Queries.TYPE_A));
  }

  private static byte[] any() {
    return Queries.withEdns(Queries.query(BIG, Queries.TYPE_ANY));
  }

  private static byte[] absent(SplittableRandom random) {
    return Queries.query("x" + random.nextLong(1L << 60) + ".marathon.mesos", Queries.TYPE_A);
  }

  private static byte[] foreign(SplittableRandom random, String zone) {
    return Queries.query("x" + random.nextLong(1L << 60) + "." + zone, Queries.TYPE_A);
  }

  private static byte[] garbage(SplittableRandom random) {
    byte[] bytes = new byte[1 + random.nextInt(512)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A header with a question or with 65,535 of everything, then labels. */
  private static byte[] large(SplittableRandom random) {
    byte[] bytes = new byte[8_000 + random.nextInt(52_000)];
    int label = random.nextBoolean() ? 63 : 1;
    for (int at = 12; at < bytes.length; at += label + 1) {
      bytes[at] = (byte) label;
    }
    for (int at = 4; at < 12; at++) {
      bytes[at] = random.nextBoolean() ? (byte) 0xff : (byte) (at & 1);
    }
    return bytes;
  }

  private static byte[] repeated(byte[] bytes, int times) {
    byte[] all = new byte[bytes.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(bytes, 0, all, i * bytes.length, bytes.length);
    }
    return all;
  }
}
