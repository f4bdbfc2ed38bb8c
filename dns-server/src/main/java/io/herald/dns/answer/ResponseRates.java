package io.herald.dns.answer;

import io.herald.runtime.net.CidrNetwork;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Limits the responses over UDP to each network, so that queries with forged source addresses can't
 * turn the server against a victim. Networks are IPv4 /24 and IPv6 /56; each has a rate of its own
 * for every {@link Kind}. Thread-safe, without a lock.
 *
 * <p>A table of fixed size, {@value #SETS} sets of {@value #WAYS} entries, 2 MB: however many
 * networks ask, nothing grows. An entry is one word: 16 bits that distinguish its network from
 * others of the set, and the time at which its bucket is empty again (the virtual scheduling of
 * GCRA, ITU-T I.371), so that to count is one compare-and-set. When a set is full, the entry that
 * is nearest to being empty makes room. Sets are found by a keyed hash: a client can't choose
 * addresses that collide.
 */
public final class ResponseRates {

  /** What is counted apart. */
  public enum Kind {
    /** Names of the zone, with or without records of the type. */
    ANSWERS(1),
    /** Names that don't exist. */
    NXDOMAIN(2),
    /** Refusals, errors, and forwarded names. */
    OTHERS(3);

    private final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  /** What becomes of a response. */
  enum Verdict {
    SEND,
    /** Only that the client should come over TCP. */
    CUT,
    DROP
  }

  private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

  private static final int SETS = 1 << 16;
  private static final int WAYS = 4;
  private static final int TAG_SHIFT = 48;
  private static final long TIME = (1L << TAG_SHIFT) - 1;
  private static final long SECOND = 1_000_000;

  private final long[] table = new long[SETS * WAYS];
  private final long begin = System.nanoTime();
  private final long interval;
  private final long tolerance;
  private final int slip;
  private final List<CidrNetwork> exempt;
  private final long key0;
  private final long key1;

  /**
   * An empty table.
   *
   * @param perSecond responses of each kind to each network, also how many may come at once; 1 to
   *     1000000
   * @param slip every Nth limited response is sent truncated (TC) so that the client retries over
   *     TCP; the rest are dropped (1: all truncated, 0: all dropped)
   * @param exempt networks that are not limited
   * @param key0 random, as is the next: what the table's hash is keyed with
   */
  public ResponseRates(int perSecond, int slip, List<CidrNetwork> exempt, long key0, long key1) {
    if (perSecond < 1 || perSecond > SECOND) {
      throw new IllegalArgumentException("perSecond = " + perSecond + "; give 1 to 1000000");
    }
    if (slip < 0) {
      throw new IllegalArgumentException("slip = " + slip + "; give 0 or more");
    }
    this.interval = SECOND / perSecond;
    this.tolerance = SECOND - interval;
    this.slip = slip;
    this.exempt = List.copyOf(exempt);
    this.key0 = key0;
    this.key1 = key1;
  }

  /** One thread's way to the table. */
  final class Gate {
    private final SipHash hash = new SipHash();
    private int limited;

    /** Counts a response that is about to be sent. */
    Verdict pass(InetAddress client, Kind kind) {
      return pass(client, kind, (System.nanoTime() - begin) / 1000);
    }

    /** The same, {@code now} microseconds after the table was made. */
    Verdict pass(InetAddress client, Kind kind, long now) {
      // The address as bytes is the JDK's only form: a copy of 4 or 16 bytes.
      hash.begin(key0, key1);
      hash.word(network(client.getAddress()));
      if (takes(hash.end(kind.number, 9), now + SECOND) || isExempt(client)) {
        return Verdict.SEND;
      }
      limited++;
      return slip > 0 && limited % slip == 0 ? Verdict.CUT : Verdict.DROP;
    }
  }

  /** A gate for one thread. */
  Gate gate() {
    return new Gate();
  }

  /** The first 24 bits of an IPv4 address, the first 56 of any other; never the same word. */
  private static long network(byte[] address) {
    int bytes = address.length == 4 ? 3 : 7;
    long network = bytes;
    for (int i = 0; i < bytes; i++) {
      network = network << 8 | (address[i] & 0xff);
    }
    return network;
  }

  private boolean takes(long hash, long now) {
    int set = (int) hash & (SETS - 1);
    long tag = hash >>> TAG_SHIFT;
    for (int tries = 0; tries < WAYS; tries++) {
      int at = entry(set * WAYS, tag);
      long seen = (long) WORDS.getOpaque(table, at);
      long empty = seen >>> TAG_SHIFT == tag ? Math.max(seen & TIME, now) : now;
      if (empty > now + tolerance) {
        return false;
      }
      if (WORDS.compareAndSet(table, at, seen, tag << TAG_SHIFT | ((empty + interval) & TIME))) {
        return true;
      }
    }
    return true; // other threads are faster: one response more or less
  }

  /** Of a set the network's own entry, else the one that is empty first. */
  private int entry(int first, long tag) {
    int oldest = first;
    long least = Long.MAX_VALUE;
    for (int at = first; at < first + WAYS; at++) {
      long word = (long) WORDS.getOpaque(table, at);
      if (word >>> TAG_SHIFT == tag) {
        return at;
      }
      if ((word & TIME) < least) {
        least = word & TIME;
        oldest = at;
      }
    }
    return oldest;
  }

  private boolean isExempt(InetAddress client) {
    for (int i = 0; i < exempt.size(); i++) {
      if (exempt.get(i).contains(client)) {
        return true;
      }
    }
    return false;
  }

  /** How many entries are in use, or were. */
  long used() {
    return Arrays.stream(table).filter(word -> word != 0).count();
  }
}
