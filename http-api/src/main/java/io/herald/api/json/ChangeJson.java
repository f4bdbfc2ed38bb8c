package io.herald.api.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.api.schema.Schema;
import io.herald.runtime.time.MonotonicClock;
import io.herald.watch.InstanceEvent;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** A change of one instance as JSON. */
public final class ChangeJson {

  private ChangeJson() {}

  /**
   * Writes the change as one object.
   *
   * @param clock of the services' log
   */
  public static void write(
      JsonGenerator json, InstanceEvent event, InstanceJson instances, Clock clock)
      throws IOException {
    // To the second: the two clocks' distance, which is measured anew each time, must not show.
    Instant at = MonotonicClock.dateOf(event.at(), clock).truncatedTo(ChronoUnit.SECONDS);
    json.writeStartObject();
    json.writeNumberField("revision", event.revision());
    json.writeStringField("kind", word(event.kind()));
    json.writeStringField("at", at.toString());
    json.writeFieldName("instance");
    instances.write(json, event.instance());
    json.writeEndObject();
  }

  /** As documents and watches spell it: {@code added}. */
  public static String word(InstanceEvent.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  public static Schema schema() {
    return Schema.object("A change of one instance.")
        .field("revision", Schema.integer("Of this change alone; rises from change to change.", 1))
        .field(
            "kind",
            Schema.word(
                "What happened, as the filter sees it: an instance that matches from now on is"
                    + " added, one that no longer does is removed.",
                "added",
                "changed",
                "removed"))
        .field("at", Schema.instant("When Herald took it."))
        .field("instance", InstanceJson.schema())
        .schema()
        .named("Change");
  }
}
