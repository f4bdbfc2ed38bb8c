package io.herald.catalog.source.mesos.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import io.herald.mesos.recordio.RecordReader;
import io.herald.minimesos.codec.MessageFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.mesos.v1.master.Protos.Event;

/** What a real master said; how it was recorded stands in the captures' own notes. */
public final class Captures {

  private Captures() {}

  /** An event and when it came, in seconds since the epoch. */
  public record Timed(double at, Event event) {}

  /** The events of {@code name.json.recordio} or {@code name.pb.recordio} with their times. */
  public static List<Timed> events(String name, MessageFormat format) {
    String suffix = format == MessageFormat.JSON ? ".json.recordio" : ".pb.recordio";
    List<byte[]> records = new ArrayList<>();
    byte[] bytes = bytes(name + suffix);
    RecordReader reader = new RecordReader(new ByteArrayInputStream(bytes));
    List<Timed> events = new ArrayList<>();
    try {
      while (reader.next()) {
        records.add(reader.bytes());
      }
      // Both forms were recorded at the same time.
      String[] times = new String(bytes(name + ".json.recordio.times.tsv"), UTF_8).split("\n", -1);
      for (int i = 0; i < records.size(); i++) {
        double at = Double.parseDouble(times[i + 1].split("\t", -1)[0]);
        events.add(new Timed(at, format.decode(records.get(i), Event.getDefaultInstance())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return events;
  }

  public static <M extends Message> M message(String file, MessageFormat format, M prototype) {
    try {
      return format.decode(bytes(file), prototype);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] bytes(String file) {
    try (InputStream in = Captures.class.getResourceAsStream("/captures/" + file)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no capture " + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static InputStream open(String file) {
    return new ByteArrayInputStream(bytes(file));
  }
}
