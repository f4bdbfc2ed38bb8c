package io.herald.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is packed comes out as it went in. */
class PackedRecordsTest {

  private static final DnsName WEB = DnsName.parse("web.marathon.mesos.");
  private static final List<RecordType> TYPES = List.of(RecordType.values());

  @Test
  void ofNoRecordsNoneComeOut() {
    PackedRecords packed = PackedRecords.of(List.of());
    assertThat(packed.count()).isZero();
    assertThat(packed.stream()).isEmpty();
  }

  @Test
  void recordsOfOneOwnerOfSeveralAndOfTheRootKeepTheirOrder() throws Exception {
    InetAddress address = InetAddress.getByName("10.0.0.1");
    List<ResourceRecord> records =
        List.of(
            ResourceRecord.address(DnsName.ROOT, address),
            ResourceRecord.address(WEB, address),
            ResourceRecord.srv(WEB, 0, 1, 65_535, DnsName.parse("x.mesos.")),
            ResourceRecord.address(DnsName.parse("a.mesos."), InetAddress.getByName("fd00::1")),
            ResourceRecord.address(WEB, address),
            ResourceRecord.address(DnsName.ROOT, address));
    PackedRecords packed = PackedRecords.of(records);
    assertThat(packed.count()).isEqualTo(records.size());
    assertThat(packed.stream()).containsExactlyElementsOf(records);
    assertThat(packed.stream()).as("read again").containsExactlyElementsOf(records);
  }

  @Test
  void namesAndRdataOfAnyLengthAndBytesAreKept() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<ResourceRecord> records = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      records.add(
          new ResourceRecord(
              name(random),
              TYPES.get(random.nextInt(TYPES.size())),
              bytes(random, random.nextInt(20) == 0 ? 65_535 : random.nextInt(300)),
              random.nextBoolean() ? ResourceRecord.OF_ZONE : random.nextInt(Integer.MAX_VALUE)));
    }
    assertThat(PackedRecords.of(records).stream())
        .as("seed %d", seed)
        .containsExactlyElementsOf(records);
  }

  /** Up to the longest there is: four labels of 63 bytes less two. */
  private static DnsName name(Random random) {
    List<byte[]> labels = new ArrayList<>();
    int left = 253;
    for (int n = random.nextInt(5); n > 0 && left > 1; n--) {
      byte[] label = bytes(random, 1 + random.nextInt(Math.min(63, left - 1)));
      labels.add(label);
      left -= label.length + 1;
    }
    byte[] wire = new byte[1 + labels.stream().mapToInt(label -> label.length + 1).sum()];
    int at = 0;
    for (byte[] label : labels) {
      wire[at++] = (byte) label.length;
      System.arraycopy(label, 0, wire, at, label.length);
      at += label.length;
    }
    return DnsName.fromWire(wire, 0, wire.length);
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
