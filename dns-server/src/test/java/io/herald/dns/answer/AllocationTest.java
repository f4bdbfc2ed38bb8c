package io.herald.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneText;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;

/** Between receive and send nothing is allocated, as the JVM counts it. */
class AllocationTest {

  private static final int TIMES = 10_000;

  /** What asking for the count may itself allocate, and a class that is loaded late. */
  private static final long SLACK = 4096;

  @Test
  void anAnswerIsMadeWithoutAllocation() throws Exception {
    Zone zone =
        ZoneText.zone(
            "web.mesos. A 10.0.0.1",
            "web.mesos. A 10.0.0.2",
            "_web._tcp.mesos. SRV 0 1 31000 web.mesos.");
    QueryResponder responder = new QueryResponder(zone.index(), ResponderSettings.DEFAULT, 1);
    Message edns = ZoneText.query("_web._tcp.mesos.", "SRV");
    edns.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
    List<byte[]> queries =
        List.of(
            ZoneText.query("web.mesos.", "A").toWire(),
            ZoneText.query("web.mesos.", "AAAA").toWire(),
            ZoneText.query("_web._tcp.mesos.", "SRV").toWire(),
            ZoneText.query("nope.mesos.", "A").toWire(),
            ZoneText.query("example.com.", "A").toWire(),
            edns.toWire(),
            new byte[40]);
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (String address : List.of("127.0.0.1", "10.1.2.3", "100.64.0.1", "203.0.113.1", "::1")) {
      InetAddress client = InetAddress.getByName(address);
      for (byte[] query : queries) {
        ask(responder, query, client);
        long before = thread.getCurrentThreadAllocatedBytes();
        ask(responder, query, client);
        assertThat(thread.getCurrentThreadAllocatedBytes() - before)
            .as("for %s", address)
            .isLessThan(SLACK);
      }
    }
  }

  private static void ask(QueryResponder responder, byte[] query, InetAddress client) {
    for (int i = 0; i < TIMES; i++) {
      responder.respond(query, query.length, Transport.UDP, client);
    }
  }
}
