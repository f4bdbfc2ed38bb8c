package io.herald.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.herald.dns.answer.ResponseRates.Gate;
import io.herald.dns.answer.ResponseRates.Kind;
import io.herald.dns.answer.ResponseRates.Verdict;
import io.herald.runtime.net.CidrNetwork;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseRatesTest {

  private static final long SECOND = 1_000_000;

  private static ResponseRates rates(int perSecond, int slip, String... exempt) {
    return new ResponseRates(
        perSecond, slip, List.of(exempt).stream().map(CidrNetwork::parse).toList(), 17, 4711);
  }

  private static InetAddress address(String text) throws UnknownHostException {
    return InetAddress.getByName(text);
  }

  /** How many of so many responses at one moment are sent. */
  private static int sent(Gate gate, String client, Kind kind, int responses, long at)
      throws UnknownHostException {
    InetAddress address = address(client);
    int sent = 0;
    for (int i = 0; i < responses; i++) {
      sent += gate.pass(address, kind, at) == Verdict.SEND ? 1 : 0;
    }
    return sent;
  }

  @Test
  void aNetworkGetsItsRateAndNoMore() throws Exception {
    Gate gate = rates(100, 0).gate();
    assertThat(sent(gate, "192.0.2.1", Kind.ANSWERS, 1000, 0)).isEqualTo(100);
    assertThat(sent(gate, "192.0.2.1", Kind.ANSWERS, 1000, SECOND / 2)).isEqualTo(50);
    assertThat(sent(gate, "192.0.2.1", Kind.ANSWERS, 1000, 60 * SECOND)).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.255, true",
    "192.0.2.1, 192.0.3.1, false",
    "2001:db8:0:ff::1, 2001:db8:0:1::2, true",
    "2001:db8:0:100::1, 2001:db8:0:200::1, false",
    "0.0.3.1, ::, false",
  })
  void aSlash24AndASlash56AreOneNetwork(String one, String other, boolean same) throws Exception {
    Gate gate = rates(10, 0).gate();
    assertThat(sent(gate, one, Kind.ANSWERS, 50, 0)).isEqualTo(10);
    assertThat(sent(gate, other, Kind.ANSWERS, 50, 0)).isEqualTo(same ? 0 : 10);
  }

  @Test
  void eachKindIsCountedApart() throws Exception {
    Gate gate = rates(10, 0).gate();
    for (Kind kind : Kind.values()) {
      assertThat(sent(gate, "192.0.2.1", kind, 50, 0)).isEqualTo(10);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 90", "2, 45", "3, 30"})
  void soManyOfThoseAboveItSlip(int slip, int cut) throws Exception {
    Gate gate = rates(10, slip).gate();
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      verdicts.add(gate.pass(address("192.0.2.1"), Kind.NXDOMAIN, 0));
    }
    assertThat(verdicts).filteredOn(v -> v == Verdict.SEND).hasSize(10);
    assertThat(verdicts).filteredOn(v -> v == Verdict.CUT).hasSize(cut);
  }

  @Test
  void exemptNetworksAreNotLimited() throws Exception {
    Gate gate = rates(10, 0, "10.0.0.0/8", "::1").gate();
    assertThat(sent(gate, "10.200.0.1", Kind.ANSWERS, 500, 0)).isEqualTo(500);
    assertThat(sent(gate, "::1", Kind.ANSWERS, 500, 0)).isEqualTo(500);
    assertThat(sent(gate, "11.200.0.1", Kind.ANSWERS, 500, 0)).isEqualTo(10);
  }

  @Test
  void threadsShareWhatIsCounted() throws Exception {
    ResponseRates rates = rates(1000, 0);
    AtomicInteger sent = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Gate gate = rates.gate();
      threads.add(
          new Thread(
              () -> {
                try {
                  sent.addAndGet(sent(gate, "192.0.2.1", Kind.ANSWERS, 20_000, 0));
                } catch (UnknownHostException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    // A few more may pass where threads meet in the middle of a count.
    assertThat(sent.get()).isBetween(1000, 1050);
  }

  @Test
  void millionsOfForgedNetworksTakeNoMoreMemoryAndHideNoneThatFloods() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("ResponseRatesTest seed " + seed);
    Random random = new Random(seed);
    ResponseRates rates = rates(100, 2);
    Gate gate = rates.gate();
    InetAddress victim = address("198.51.100.7");
    byte[] forged = new byte[4];
    int toVictim = 0;
    long now = 0;
    // Ten seconds: 200,000 forged networks and 20,000 queries a second for the victim's.
    for (int i = 0; i < 2_000_000; i++) {
      now += 5;
      random.nextBytes(forged);
      gate.pass(InetAddress.getByAddress(forged), Kind.ANSWERS, now);
      if (i % 10 == 0) {
        toVictim += gate.pass(victim, Kind.ANSWERS, now) == Verdict.SEND ? 1 : 0;
      }
    }
    assertThat(rates.used()).isLessThanOrEqualTo(1 << 18);
    assertThat(toVictim).isBetween(1000, 1200);
  }

  @Test
  void toCountAllocatesNoMoreThanACopyOfTheAddress() throws Exception {
    Gate gate = rates(1000, 2).gate();
    InetAddress[] clients = new InetAddress[256];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = address("192.0." + i + ".1");
    }
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 20_000; i++) {
      gate.pass(clients[i & 255], Kind.ANSWERS, i);
    }
    long bytes = thread.getCurrentThreadAllocatedBytes() - before;
    assertThat(bytes).isLessThanOrEqualTo(20_000 * 24 + 4096);
  }
}
