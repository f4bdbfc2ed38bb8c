package io.herald.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.dns.record.Contribution;
import io.herald.dns.record.DnsName;
import io.herald.dns.record.RecordType;
import io.herald.dns.record.ResourceRecord;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SerialFileTest {

  private static final long NOW = 1_800_000_000L;

  @TempDir Path folder;

  private static Clock at(long seconds) {
    return Clock.fixed(Instant.ofEpochSecond(seconds), ZoneOffset.UTC);
  }

  private SerialFile open(long now) throws IOException {
    return SerialFile.open(folder.resolve("state").resolve("serial"), at(now));
  }

  @Test
  void withoutAFileThereIsNoSerialToGoOnFrom() throws Exception {
    assertThat(open(NOW).last()).isEmpty();
  }

  @Test
  void aSerialOfTheClockIsKeptAsItIs() throws Exception {
    open(NOW).advancing(NOW);
    assertThat(open(NOW).last()).hasValue(NOW);
  }

  @Test
  void serialsAheadOfTheClockAreTakenByTheStretch() throws Exception {
    SerialFile file = open(NOW);
    Path path = folder.resolve("state").resolve("serial");
    file.advancing(NOW + 1);
    String first = Files.readString(path);
    file.advancing(NOW + 2);
    file.advancing(NOW + 257);
    assertThat(Files.readString(path)).isEqualTo(first);
    file.advancing(NOW + 258);
    assertThat(Files.readString(path)).isNotEqualTo(first);
    assertThat(open(NOW).last().orElseThrow()).isGreaterThanOrEqualTo(NOW + 258);
  }

  private static ResourceRecord address(DnsName owner, int number) {
    byte[] address = {10, 0, (byte) (number >> 8), (byte) number};
    return new ResourceRecord(owner, RecordType.A, address);
  }

  @Test
  void aZoneThatIsStartedAgainNeverGoesBackEvenIfTheClockDoes() throws Exception {
    DnsName apex = DnsName.parse("mesos");
    ZoneSettings settings = new ZoneSettings(apex, 60, apex, apex, 1, 1, 1, 60, apex);
    SerialFile file = open(NOW);
    Zone before = new Zone(settings, at(NOW));
    before.subscribe(file);
    before.markLoaded();
    for (int i = 0; i < 600; i++) { // a serial each
      before.apply(List.of(), List.of(new Contribution(List.of(address(apex, i)))));
    }

    long earlier = NOW - 86_400;
    Zone after = new Zone(settings, at(earlier), open(earlier).last().orElseThrow());

    assertThat(after.serial()).isGreaterThan(before.serial());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "twelve", "-1", "4294967296", "12 13", "\0\0\0\0", "\u00e9"})
  void anEmptyOrGarbledFileIsAsNoneAndIsWrittenAnew(String content) throws Exception {
    Path file = folder.resolve("serial");
    Files.writeString(file, content);
    SerialFile opened = SerialFile.open(file, at(NOW));
    assertThat(opened.last()).isEmpty();
    opened.advancing(NOW);
    assertThat(SerialFile.open(file, at(NOW)).last()).hasValue(NOW);
  }

  @Test
  void aFileThatCannotBeReadIsNamedWithTheRemedy() throws Exception {
    Path file = Files.createDirectory(folder.resolve("serial"));
    assertThatThrownBy(() -> SerialFile.open(file, at(NOW)))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": it can't be read: it is a folder; name a file in it");
  }

  @Test
  void aFileThatCannotBeWrittenStopsNothing() throws Exception {
    SerialFile file = open(NOW);
    Path path = folder.resolve("state");
    Files.delete(path);
    file.advancing(NOW);
    Files.createDirectory(path);
    file.advancing(NOW + 1);
    assertThat(open(NOW).last()).isPresent();
  }
}
