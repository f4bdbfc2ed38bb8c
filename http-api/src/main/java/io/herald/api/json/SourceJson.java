package io.herald.api.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.api.schema.Schema;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.ZooKeeperSession;
import io.herald.runtime.time.MonotonicClock;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A source of the cluster's facts, as it stands, as JSON. */
public final class SourceJson {

  private SourceJson() {}

  /**
   * Writes the source as one object.
   *
   * @param clock that its times are readings of
   */
  public static void write(JsonGenerator json, SourceStatus source, Clock clock)
      throws IOException {
    Instant now = clock.instant();
    json.writeStartObject();
    json.writeStringField("name", source.name());
    WrittenFields.text(json, "following", source.following());
    WrittenFields.text(json, "trouble", source.trouble());
    WrittenFields.text(json, "hint", source.hint());
    json.writeBooleanField("stale", source.stale());
    age(json, "heardSecondsAgo", source.lastHeard(), now);
    age(json, "snapshotSecondsAgo", source.lastSnapshot(), now);
    age(json, "worstAgeSeconds", source.reading().map(SourceStatus.Reading::asOf), now);
    json.writeNumberField("recoveringAgents", source.recovering());
    WrittenFields.counts(json, "events", source.events());
    WrittenFields.counts(json, "skipped", source.skipped());
    if (source.session().isPresent()) {
      write(json, source.session().get(), clock);
    }
    json.writeObjectFieldStart("faults");
    for (Map.Entry<String, SourceStatus.Fault> fault : new TreeMap<>(source.faults()).entrySet()) {
      json.writeObjectFieldStart(fault.getKey());
      json.writeNumberField("count", fault.getValue().count());
      WrittenFields.text(json, "since", fault.getValue().since().map(at -> date(at, clock)));
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, ZooKeeperSession session, Clock clock)
      throws IOException {
    json.writeObjectFieldStart("zooKeeper");
    json.writeStringField("servers", session.servers());
    json.writeStringField("state", word(session.state()));
    json.writeStringField("since", date(session.since(), clock));
    json.writeEndObject();
  }

  private static String word(ZooKeeperSession.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static String date(Instant at, Clock clock) {
    return MonotonicClock.dateOf(at, clock).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static void age(JsonGenerator json, String field, Optional<Instant> then, Instant now)
      throws IOException {
    if (then.isPresent()) {
      json.writeNumberField(field, Math.max(0, Duration.between(then.get(), now).toSeconds()));
    }
  }

  public static Schema schema() {
    return Schema.object("A source of the cluster's facts: Mesos' masters, or ServerSets.")
        .field("name", Schema.text("As logs and metrics name it."))
        .optional(
            "following",
            Schema.text("How it follows changes: stream, poll, watch; absent while it is cut off."))
        .optional(
            "trouble", Schema.text("Why it is cut off or degraded; absent while all is well."))
        .optional("hint", Schema.text("What may be wrong though it is followed."))
        .field(
            "stale",
            Schema.flag("Whether all it has was saved by an earlier run and isn't confirmed yet."))
        .optional(
            "heardSecondsAgo",
            Schema.integer("Since anything was heard of it; absent before the first time.", 0))
        .optional(
            "snapshotSecondsAgo",
            Schema.integer("Since it last gave all it knows; absent before the first time.", 0))
        .optional(
            "worstAgeSeconds",
            Schema.integer(
                "How old facts may be that it reports in no event; absent if there are none.", 0))
        .field(
            "recoveringAgents",
            Schema.integer("Agents from before a failover that aren't back yet.", 0))
        .field(
            "events",
            Schema.mapOf("How many events were heard, by type.", Schema.integer("Count.", 0)))
        .field(
            "skipped",
            Schema.mapOf(
                "How many things could not be read and were left out, by kind.",
                Schema.integer("Count.", 0)))
        .optional(
            "zooKeeper",
            Schema.object("Its session with ZooKeeper; absent if it needs none.")
                .field("servers", Schema.text("As configured, without credentials."))
                .field(
                    "state",
                    Schema.word(
                        "How it stands: connecting: there has been none yet; suspended: the"
                            + " connection is lost, the session may still be there; lost: another"
                            + " one is asked for.",
                        Arrays.stream(ZooKeeperSession.State.values())
                            .map(SourceJson::word)
                            .toArray(String[]::new)))
                .field("since", Schema.instant("When it came to stand so."))
                .schema())
        .field(
            "faults",
            Schema.mapOf(
                "What went wrong, by kind; kinds that never did are there too.",
                Schema.object("One kind of fault.")
                    .field("count", Schema.integer("How often it was met.", 0))
                    .optional(
                        "since",
                        Schema.instant("When the one that lasts began; absent if none does."))
                    .schema()))
        .schema()
        .named("Source");
  }
}
