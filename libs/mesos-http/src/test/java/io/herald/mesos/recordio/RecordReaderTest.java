package io.herald.mesos.recordio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {

  @ParameterizedTest(name = "in chunks of {0} bytes")
  @ValueSource(ints = {1, 2, 3, 5, 7, 64, 100_000})
  void recordsComeOutWhateverTheChunks(int chunk) throws Exception {
    byte[] stream = "5\nhello0\n11\nhello\nworld".getBytes(UTF_8);

    assertThat(decode(stream, new Chunks.Fixed(chunk)))
        .containsExactly("hello", "", "hello\nworld");
  }

  @Test
  void whatTheEncoderWritesIsRead() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> records = new ArrayList<>();
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int i = 0; i < 200; i++) {
      String record = "x".repeat(random.nextInt(random.nextInt(10) == 0 ? 200_000 : 50));
      records.add(record);
      stream.writeBytes(RecordEncoder.encode(record.getBytes(UTF_8)));
    }

    assertThat(decode(stream.toByteArray(), new Chunks.Random(random)))
        .as("seed %d", seed)
        .isEqualTo(records);
  }

  @ParameterizedTest(name = "\"{0}\" fails at byte {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "x|0|0x78 where a record's length",
        "-1|0|0x2d where a record's length",
        "12x|2|0x78 where a record's length",
        "12345678901|10|0x31 where a record's length",
        "3~abcx|5|0x78 where a record's length",
        "~|0|0x0a where a record's length",
        "101~|3|a record of 101 bytes; the limit is 100",
        "9999999999~|10|a record of 9999999999 bytes; the limit is 100",
      })
  void malformedFramingNamesTheByte(String stream, long offset, String what) {
    assertThatThrownBy(() -> decode(stream.replace('~', '\n').getBytes(UTF_8), new Chunks.Fixed(1)))
        .isInstanceOf(RecordFormatException.class)
        .hasMessageContaining("byte " + offset + ":")
        .hasMessageContaining(what);
  }

  @ParameterizedTest(name = "\"{0}\" ends too early at byte {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "5~hel|5|after 3 of a record's 5 bytes",
        "5~|2|after 0 of a record's 5 bytes",
        "5|1|within a record's length",
      })
  void aTruncatedStreamNamesTheByte(String stream, long offset, String what) {
    assertThatThrownBy(() -> decode(stream.replace('~', '\n').getBytes(UTF_8), new Chunks.Fixed(2)))
        .isInstanceOf(RecordFormatException.class)
        .hasMessageContaining("byte " + offset + ":")
        .hasMessageContaining(what)
        .extracting(e -> ((RecordFormatException) e).offset())
        .isEqualTo(offset);
  }

  @Test
  void garbageEndsInAnErrorAndNothingElse() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] garbage = new byte[random.nextInt(40)];
      random.nextBytes(garbage);
      if (random.nextBoolean()) {
        for (int j = 0; j < garbage.length; j++) {
          garbage[j] = (byte) "0123456789\n".charAt(random.nextInt(11));
        }
      }
      try {
        decode(garbage, new Chunks.Random(random));
      } catch (RecordFormatException e) {
        assertThat(e.offset()).as("seed %d", seed).isBetween(0L, (long) garbage.length);
      }
    }
  }

  @Test
  void whatIsLeftOfARecordIsPassedOver() throws Exception {
    RecordReader reader = reader("5~hello0~11~hello world3~end", new Chunks.Fixed(3));
    assertThat(reader.next()).isTrue();
    assertThat(reader.stream().read()).isEqualTo('h');
    assertThat(reader.next()).isTrue();
    assertThat(reader.stream().read()).as("an empty record").isEqualTo(-1);
    assertThat(reader.next()).isTrue();
    assertThat(new String(reader.stream().readNBytes(6), UTF_8)).isEqualTo("hello ");
    assertThat(new String(reader.bytes(), UTF_8)).isEqualTo("world");
    assertThat(reader.stream().read()).isEqualTo(-1);
    assertThat(reader.next()).isTrue();
    assertThat(reader.next()).isFalse();
  }

  @ParameterizedTest(name = "in chunks of {0} bytes")
  @ValueSource(ints = {1, 2, 3, 100})
  void howARecordBeginsIsSeenAndNotTaken(int chunk) throws Exception {
    RecordReader reader = reader("5~hello2~he", new Chunks.Fixed(chunk));
    assertThat(reader.next()).isTrue();
    assertThat(reader.beginsWith("hel".getBytes(UTF_8))).isTrue();
    assertThat(reader.beginsWith("her".getBytes(UTF_8))).isFalse();
    assertThat(reader.beginsWith("hello2".getBytes(UTF_8))).isFalse();
    assertThat(new String(reader.bytes(), UTF_8)).isEqualTo("hello");
    assertThat(reader.next()).isTrue();
    assertThat(reader.beginsWith("hel".getBytes(UTF_8))).as("it is shorter").isFalse();
    assertThat(new String(reader.bytes(), UTF_8)).isEqualTo("he");
  }

  @Test
  void aRecordIsGivenBeforeTheNextHasBegun() throws Exception {
    InputStream first = new ByteArrayInputStream("5\nhello".getBytes(UTF_8));
    InputStream thenNothing =
        new FilterInputStream(InputStream.nullInputStream()) {
          @Override
          public int read(byte[] into, int from, int count) throws IOException {
            throw new IOException("it would have waited");
          }
        };
    RecordReader reader = new RecordReader(new SequenceInputStream(first, thenNothing));
    assertThat(reader.next()).isTrue();
    assertThat(new String(reader.bytes(), UTF_8)).isEqualTo("hello");
    assertThatThrownBy(reader::next).hasMessage("it would have waited");
  }

  private static RecordReader reader(String stream, Chunks chunks) {
    return new RecordReader(new Chunked(stream.replace('~', '\n').getBytes(UTF_8), chunks), 100);
  }

  private static List<String> decode(byte[] stream, Chunks chunks) throws IOException {
    List<String> records = new ArrayList<>();
    RecordReader reader =
        new RecordReader(new Chunked(stream, chunks), stream.length > 1000 ? 1 << 20 : 100);
    while (reader.next()) {
      records.add(new String(reader.bytes(), UTF_8));
    }
    return records;
  }

  /** Gives no more at once than a chunk. */
  private static final class Chunked extends ByteArrayInputStream {
    private final Chunks chunks;

    private Chunked(byte[] bytes, Chunks chunks) {
      super(bytes);
      this.chunks = chunks;
    }

    @Override
    public synchronized int read(byte[] into, int from, int count) {
      return super.read(into, from, Math.min(count, chunks.next()));
    }
  }

  private sealed interface Chunks {
    int next();

    record Fixed(int size) implements Chunks {
      @Override
      public int next() {
        return size;
      }
    }

    record Random(java.util.Random random) implements Chunks {
      @Override
      public int next() {
        return 1 + random.nextInt(random.nextBoolean() ? 10 : 10_000);
      }
    }
  }
}
