package io.herald.api.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.api.json.InstanceJson;
import io.herald.api.json.JsonText;
import io.herald.services.instance.Instance;
import io.herald.watch.InstanceEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of server-sent events (HTML standard §9.2.6). An event's are made once and kept for a
 * while: every watching client gets the same. Safe for any thread.
 */
final class EventFrames {

  /** Id of what can't be resumed after. */
  static final long NOWHERE = 0;

  /** How many events' bytes are kept, each in the slot that its revision says: some 1 MB. */
  private static final int SLOTS = 1024;

  private static final byte[] ID = "id: ".getBytes(UTF_8);
  private static final byte[] EVENT = "event: ".getBytes(UTF_8);
  private static final byte[] DATA = "\ndata: ".getBytes(UTF_8);
  private static final byte[] END = "\n\n".getBytes(UTF_8);
  private static final byte[] SIGN_OF_LIFE = ":\n\n".getBytes(UTF_8);
  private static final byte[] LOST =
      "id: 0\nevent: lost\ndata: {\"resume\":\"snapshot\"}\n\n".getBytes(UTF_8);

  private final InstanceJson json;
  private final AtomicReferenceArray<Body> bodies = new AtomicReferenceArray<>(SLOTS);

  /** All of an event but its id. */
  private record Body(long revision, InstanceEvent.Kind kind, byte[] bytes) {

    boolean is(InstanceEvent event) {
      return revision == event.revision() && kind == event.kind();
    }
  }

  EventFrames(InstanceJson json) {
    this.json = json;
  }

  /**
   * Several events, the one after the other.
   *
   * @param resumable whether a client can resume after each of them
   */
  byte[] events(List<InstanceEvent> events, boolean resumable) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream(events.size() * 1024);
    for (InstanceEvent event : events) {
      id(frames, resumable ? event.revision() : NOWHERE);
      frames.writeBytes(body(event));
    }
    return frames.toByteArray();
  }

  /**
   * A piece of a snapshot.
   *
   * @param complete the revision of the snapshot, with its last piece
   */
  byte[] snapshot(List<Instance> instances, OptionalLong complete) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(instances.size() * 1024 + 128);
    id(frame, complete.orElse(NOWHERE));
    frame.writeBytes(EVENT);
    frame.writeBytes("snapshot".getBytes(UTF_8));
    frame.writeBytes(DATA);
    frame.writeBytes(JsonText.bytes(to -> piece(to, instances, complete.isPresent())));
    frame.writeBytes(END);
    return frame.toByteArray();
  }

  private void piece(JsonGenerator to, List<Instance> instances, boolean complete)
      throws IOException {
    to.writeStartObject();
    to.writeArrayFieldStart("items");
    for (Instance instance : instances) {
      json.write(to, instance);
    }
    to.writeEndArray();
    to.writeBooleanField("complete", complete);
    to.writeEndObject();
  }

  /**
   * What begins a response.
   *
   * @param retryMillis after which a browser connects again once it is cut
   */
  static byte[] opening(long retryMillis) {
    return (":\nretry: " + retryMillis + "\n\n").getBytes(UTF_8);
  }

  /**
   * A comment, and an id without an event, which a client keeps all the same.
   *
   * @param revision that it can resume after; empty: only the comment
   */
  static byte[] signOfLife(OptionalLong revision) {
    return revision.isEmpty()
        ? SIGN_OF_LIFE.clone()
        : (":\nid: " + revision.getAsLong() + "\n\n").getBytes(UTF_8);
  }

  /** The last event of a client that fell behind: it can only begin anew. */
  static byte[] lost() {
    return LOST.clone();
  }

  private static void id(ByteArrayOutputStream frame, long revision) {
    frame.writeBytes(ID);
    frame.writeBytes(Long.toString(revision).getBytes(UTF_8));
    frame.write('\n');
  }

  private byte[] body(InstanceEvent event) {
    int slot = (int) Math.floorMod(event.revision() / 512, (long) SLOTS);
    @Nullable Body known = bodies.get(slot);
    if (known != null && known.is(event)) {
      return known.bytes();
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream(1024);
    body.writeBytes(EVENT);
    body.writeBytes(event.kind().name().toLowerCase(Locale.ROOT).getBytes(UTF_8));
    body.writeBytes(DATA);
    body.writeBytes(json.bytes(event.instance()));
    body.writeBytes(END);
    byte[] bytes = body.toByteArray();
    bodies.set(slot, new Body(event.revision(), event.kind(), bytes));
    return bytes;
  }
}
