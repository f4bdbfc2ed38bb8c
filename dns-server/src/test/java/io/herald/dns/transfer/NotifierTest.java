package io.herald.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneText;
import io.herald.patience.ManualScheduler;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/** The secondary is a socket of the test; the time between messages is the test's too. */
class NotifierTest {

  private static final Duration LONGEST_DELAY = Duration.ofSeconds(15);

  private final Zone zone = ZoneText.zone("web.mesos. A 10.0.0.1");
  private final TransferCounters counters = new TransferCounters();
  private final ManualScheduler scheduler = new ManualScheduler();
  private final DatagramSocket secondary;
  private final Notifier notifier;

  NotifierTest() throws IOException {
    secondary = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    secondary.setSoTimeout(20_000);
    notifier =
        new Notifier(
            zone,
            List.of(
                new Secondary(
                    new InetSocketAddress(secondary.getLocalAddress(), secondary.getLocalPort()),
                    Optional.empty())),
            TsigKeys.NONE,
            counters,
            scheduler);
    zone.subscribe(notifier);
  }

  @AfterEach
  void close() {
    notifier.close();
    secondary.close();
  }

  /** Takes one message, answers it with that response code; returns the serial that it has. */
  private long take(int rcode) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[512], 512);
    secondary.receive(packet);
    Message message = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
    assertThat(message.getHeader().getOpcode()).isEqualTo(Opcode.NOTIFY);
    Message reply = new Message(message.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setOpcode(Opcode.NOTIFY);
    reply.getHeader().setRcode(rcode);
    reply.addRecord(message.getQuestion(), Section.QUESTION);
    byte[] wire = reply.toWire();
    secondary.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
    return ((SOARecord) message.getSection(Section.ANSWER).get(0)).getSerial();
  }

  private void change(int number) {
    zone.apply(List.of(), List.of(ZoneText.contribution("n.mesos. A 10.0.1." + number)));
  }

  @Test
  void aMessageIsSentAgainUntilItIsAcknowledgedAndThenNotBeforeTheNextChange() throws Exception {
    notifier.sendDue();
    scheduler.runDue();
    assertThat(take(Rcode.REFUSED)).isEqualTo(ZoneText.UNIX_TIME);
    Awaitility.await().until(() -> counters.notifyRetries() == 1 && scheduler.size() == 1);
    scheduler.advance(LONGEST_DELAY);
    assertThat(take(Rcode.NOERROR)).isEqualTo(ZoneText.UNIX_TIME);
    Awaitility.await().until(() -> counters.notified() == 1 && scheduler.size() == 1);
    scheduler.advance(LONGEST_DELAY);
    assertThat(scheduler.size()).isZero();

    change(1);
    scheduler.runDue();
    assertThat(take(Rcode.NOERROR)).isEqualTo(ZoneText.UNIX_TIME + 1);
  }

  @Test
  void changesWhileAMessageIsUnderWayAreOneMoreMessage() throws Exception {
    change(1);
    scheduler.runDue();
    for (int i = 2; i < 20; i++) {
      change(i);
      scheduler.runDue();
    }
    assertThat(take(Rcode.NOERROR)).isEqualTo(ZoneText.UNIX_TIME + 1);
    Awaitility.await().until(() -> counters.notified() == 1 && scheduler.size() == 1);
    scheduler.advance(LONGEST_DELAY);
    assertThat(take(Rcode.NOERROR)).isEqualTo(zone.serial());
    Awaitility.await().until(() -> counters.notified() == 2);
  }

  @Test
  void closingLeavesNoWorkBehind() throws Exception {
    notifier.sendDue();
    scheduler.runDue();
    take(Rcode.REFUSED);
    Awaitility.await().until(() -> counters.notifyRetries() == 1 && scheduler.size() == 1);
    notifier.close();
    assertThat(scheduler.size()).isZero();
  }
}
