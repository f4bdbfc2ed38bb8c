package io.herald.dns.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is packed comes out as it went in. */
class PackedRecordsTest {

  private static final DnsName WEB = DnsName.parse("web.marathon.mesos.");
  private static final List<RecordType> TYPES = List.of(RecordType.values());

  @Test
  void ofNoRecordsNoneComeOut() {
    PackedRecords packed = PackedRecords.of(List.of());
    assertThat(packed.size()).isZero();
    assertThat(packed).isEmpty();
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
    assertThat(packed.size()).isEqualTo(records.size());
    assertThat(packed).containsExactlyElementsOf(records);
    assertThat(packed).as("read again").containsExactlyElementsOf(records);
  }

  @Test
  void namesAndRdataOfAnyLengthAndBytesAreKept() {
    long seed = new Random().nextLong();
    List<ResourceRecord> records = records(new Random(seed), 500);
    PackedRecords packed = PackedRecords.of(records);
    assertThat(packed).as("seed %d", seed).containsExactlyElementsOf(records);
    assertThat(PackedRecords.of(packed)).isSameAs(packed);
    for (int i = 0; i < records.size(); i++) {
      ResourceRecord record = records.get(i);
      DnsName owner = record.owner();
      assertThat(packed.owner(i)).as("seed %d", seed).isEqualTo(owner);
      assertThat(packed.type(i)).isEqualTo(record.type().number());
      assertThat(packed.ttl(i)).isEqualTo(record.ttl());
      assertThat(packed.rdataLength(i)).isEqualTo(record.rdata().length);
      assertThat(packed.hasOwnerOfPrevious(i))
          .as("seed %d", seed)
          .isEqualTo(i > 0 && records.get(i - 1).owner().equals(owner));
      assertThat(packed.isAtOrBelow(i, owner)).isTrue();
      assertThat(packed.isAtOrBelow(i, WEB)).isEqualTo(owner.isAtOrBelow(WEB));
    }
  }

  @Test
  void whatIsWrittenAndReadOrPickedIsTheSame() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    RecordPicks picks = new RecordPicks();
    for (int round = 0; round < 20; round++) {
      List<ResourceRecord> wanted = new ArrayList<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        List<ResourceRecord> records = records(random, 1 + random.nextInt(10));
        PackedRecords packed = PackedRecords.of(records);
        for (int j = random.nextInt(10); j > 0; j--) {
          int index = random.nextInt(records.size());
          picks.add(packed, index);
          wanted.add(records.get(index));
        }
        picks.add(records.get(0));
        picks.cut(picks.size() - 1);
      }
      PackedRecords picked = picks.take();
      assertThat(picked).as("seed %d", seed).containsExactlyElementsOf(wanted);

      byte[] bytes = new byte[3 + picked.writtenLength() + 3];
      picked.write(bytes, 3);
      assertThat(PackedRecords.read(bytes, 3, bytes.length - 3, picked.size()))
          .as("seed %d", seed)
          .containsExactlyElementsOf(wanted);
      assertThat(bytes).startsWith(0, 0, 0).endsWith(0, 0, 0);
    }
  }

  @Test
  void aNameBelowAnotherIsWhatItsTextMeansOrNone() {
    RecordPacker packer = new RecordPacker();
    int web = packer.name(WEB);
    for (String relative : List.of("a", "A.b", "_http._tcp", "x".repeat(63), "x.".repeat(100))) {
      String text = relative.endsWith(".") ? relative.substring(0, 199) : relative;
      DnsName name = DnsName.under(text, WEB);
      assertThat(packer.nameAt(packer.name(text, web))).isEqualTo(name);
    }
    for (String relative : List.of("", ".a", "a.", "a..b", "x".repeat(64), "é", "x.".repeat(120))) {
      assertThat(DnsName.under(relative, WEB)).isNull();
      assertThat(packer.name(relative, web)).isEqualTo(RecordPacker.NONE);
    }
    assertThat(packer.nameAt(web)).isEqualTo(WEB);
    assertThat(packer.pack()).isEmpty();
  }

  @Test
  void aRecordThatIsThereIsNotAddedOnceMore() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    RecordPacker packer = new RecordPacker();
    Set<ResourceRecord> wanted = new LinkedHashSet<>();
    for (int i = 0; i < 2000; i++) {
      DnsName owner = DnsName.parse("o" + random.nextInt(9) + ".mesos.");
      if (random.nextInt(4) == 0) {
        InetAddress address = InetAddress.getByName("10.0.0." + random.nextInt(9));
        packer.address(packer.name(owner), address);
        wanted.add(ResourceRecord.address(owner, address));
      } else {
        int port = 1 + random.nextInt(60);
        packer.srv(packer.name(owner), 0, 1, port, packer.name(WEB));
        wanted.add(ResourceRecord.srv(owner, 0, 1, port, WEB));
      }
    }
    assertThat(packer.pack()).as("seed %d", seed).containsExactlyElementsOf(wanted);
  }

  @Test
  void rdataTooLongForAMessageAreRefused() {
    List<ResourceRecord> records =
        List.of(new ResourceRecord(WEB, RecordType.TXT, new byte[65_536]));
    assertThatThrownBy(() -> PackedRecords.of(records))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the rdata of the TXT record of web.marathon.mesos. has 65536 bytes; 65535 is the"
                + " limit");
  }

  private static List<ResourceRecord> records(Random random, int count) {
    List<ResourceRecord> records = new ArrayList<>();
    while (records.size() < count) {
      DnsName owner =
          records.isEmpty() || random.nextInt(3) > 0
              ? name(random)
              : records.get(records.size() - 1).owner();
      records.add(
          new ResourceRecord(
              owner,
              TYPES.get(random.nextInt(TYPES.size())),
              bytes(random, random.nextInt(20) == 0 ? 65_535 : random.nextInt(300)),
              random.nextBoolean() ? ResourceRecord.OF_ZONE : random.nextInt(Integer.MAX_VALUE)));
    }
    return records;
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
