package io.herald.mesos.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.Message;
import io.herald.mesos.client.ScriptedServer.Answer;
import io.herald.mesos.recordio.RecordEncoder;
import io.herald.mesos.recordio.RecordReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.mesos.v1.master.Protos.Event;

/** Event streams as a master writes them: chunked, a record in each chunk. */
final class Records {

  static final Event HEARTBEAT = Event.newBuilder().setType(Event.Type.HEARTBEAT).build();

  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-protobuf\r\n";

  private Records() {}

  /** A stream of these events that stays open behind them. */
  static Answer stream(Message... events) {
    return streamWith("", events);
  }

  /**
   * The same with further headers.
   *
   * @param headers each with its line end
   */
  static Answer streamWith(String headers, Message... events) {
    Answer answer = new Answer((HEAD + headers + "\r\n").getBytes(ISO_8859_1), false);
    for (Message event : events) {
      answer = answer.and(chunk(RecordEncoder.encode(event.toByteArray())));
    }
    return answer;
  }

  /** Bytes as one chunk. */
  static byte[] chunk(byte[] bytes) {
    byte[] head = (Integer.toHexString(bytes.length) + "\r\n").getBytes(ISO_8859_1);
    byte[] chunk = new byte[head.length + bytes.length + 2];
    System.arraycopy(head, 0, chunk, 0, head.length);
    System.arraycopy(bytes, 0, chunk, head.length, bytes.length);
    chunk[chunk.length - 2] = '\r';
    chunk[chunk.length - 1] = '\n';
    return chunk;
  }

  /** What a real master or agent sent; it stays open behind that. */
  static Answer recorded(String capture) throws IOException {
    return recordedWith("", capture);
  }

  /** The same with further headers, as in {@link #streamWith}. */
  static Answer recordedWith(String headers, String capture) throws IOException {
    Answer answer = streamWith(headers);
    for (byte[] record : records(capture)) {
      answer = answer.and(chunk(RecordEncoder.encode(record)));
    }
    return answer;
  }

  /** The records of a capture. */
  static List<byte[]> records(String capture) throws IOException {
    byte[] stream = bytes(capture + ".pb.recordio");
    List<byte[]> records = new ArrayList<>();
    RecordReader reader = new RecordReader(new ByteArrayInputStream(stream));
    while (reader.next()) {
      records.add(reader.bytes());
    }
    return records;
  }

  static byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(Path.of("src/test/resources/captures", file));
  }
}
