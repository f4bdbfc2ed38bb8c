package io.herald.serverset.lint;

import static io.herald.serverset.lint.Effect.BLINDED;
import static io.herald.serverset.lint.Effect.BOGUS;
import static io.herald.serverset.lint.Effect.IGNORED;
import static io.herald.serverset.lint.Effect.MISSED;
import static io.herald.serverset.lint.Effect.SEEN;

import io.herald.serverset.lint.NodeFacts.PortForm;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a child of a set does to each reader. Pure functions, safe for any thread. */
public final class ServerSetLint {

  private static final String MEMBER_PREFIX = "member_";

  private ServerSetLint() {}

  /**
   * The effect on each reader, in the readers' order.
   *
   * @param name of the child in its set
   * @param data of its node
   */
  public static List<Finding> judge(String name, byte[] data) {
    NodeFacts facts = NodeFacts.of(data);
    return Arrays.stream(ServerSetReader.values())
        .map(reader -> judge(reader, name, facts))
        .toList();
  }

  private static Finding judge(ServerSetReader reader, String name, NodeFacts facts) {
    if (!name.startsWith(MEMBER_PREFIX)) {
      return stranger(reader, name, facts);
    }
    return switch (reader) {
      case FINAGLE_ZK2 -> finagleZk2(facts);
      case FINAGLE_ZK, TWITTER_COMMONS -> gson(reader, facts);
      case TWITTER_PYTHON -> python(facts);
      case ARMERIA -> armeria(facts);
      case PROMETHEUS -> prometheus(facts);
    };
  }

  /** A child that is not named as members are: some readers look at the data alone. */
  private static Finding stranger(ServerSetReader reader, String name, NodeFacts facts) {
    boolean looks = reader == ServerSetReader.ARMERIA || reader == ServerSetReader.PROMETHEUS;
    if (!looks || !facts.isObject()) {
      return new Finding(reader, IGNORED, "");
    }
    boolean taken = judge(reader, MEMBER_PREFIX, facts).effect() != MISSED;
    return taken
        ? new Finding(
            reader,
            BOGUS,
            "it looks at children of any name, and \"" + name + "\" is not a member's name")
        : new Finding(reader, IGNORED, "");
  }

  private static Finding finagleZk2(NodeFacts facts) {
    if (!facts.isObject()) {
      return notAnObject(ServerSetReader.FINAGLE_ZK2, MISSED);
    }
    if (!facts.statusIsAlive()) {
      return status(ServerSetReader.FINAGLE_ZK2, facts);
    }
    if (!facts.primaryIsWhole()) {
      return new Finding(
          ServerSetReader.FINAGLE_ZK2, MISSED, "serviceEndpoint is missing or has no host or port");
    }
    if (facts.primaryPort().equals(Optional.of(PortForm.TEXT))) {
      return new Finding(ServerSetReader.FINAGLE_ZK2, MISSED, "serviceEndpoint.port is a text");
    }
    return primary(ServerSetReader.FINAGLE_ZK2, facts);
  }

  /** The two readers that read all of a set or nothing. */
  private static Finding gson(ServerSetReader reader, NodeFacts facts) {
    if (!facts.isObject()) {
      return notAnObject(reader, BLINDED);
    }
    if (!facts.beginsWithObject()) {
      return new Finding(
          reader, BLINDED, "the data doesn't begin with {\", so it is taken for Thrift");
    }
    if (!facts.primaryIsWhole()) {
      return new Finding(reader, BLINDED, "serviceEndpoint is missing or has no host or port");
    }
    if (!facts.has("additionalEndpoints")) {
      return new Finding(reader, BLINDED, "additionalEndpoints is missing; write {} for none");
    }
    if (facts.malformedAdditional().isPresent()) {
      return malformedAdditional(reader, BLINDED, facts);
    }
    return primary(reader, facts);
  }

  private static Finding python(NodeFacts facts) {
    ServerSetReader reader = ServerSetReader.TWITTER_PYTHON;
    if (!facts.isObject()) {
      return notAnObject(reader, MISSED);
    }
    for (String key : List.of("serviceEndpoint", "additionalEndpoints", "status")) {
      if (!facts.has(key)) {
        return new Finding(reader, MISSED, key + " is missing");
      }
    }
    if (!facts.statusIsKnown()) {
      return new Finding(reader, MISSED, "status is " + facts.status() + ", which it doesn't know");
    }
    if (!facts.primaryIsWhole()) {
      return new Finding(reader, MISSED, "serviceEndpoint has no host or port");
    }
    if (facts.malformedAdditional().isPresent()) {
      return malformedAdditional(reader, MISSED, facts);
    }
    if (facts.anyPortIsText()) {
      return new Finding(reader, MISSED, "a port is a text");
    }
    return primary(reader, facts);
  }

  private static Finding armeria(NodeFacts facts) {
    ServerSetReader reader = ServerSetReader.ARMERIA;
    if (!facts.isObject()) {
      return notAnObject(reader, MISSED);
    }
    if (!facts.statusIsAlive()) {
      return status(reader, facts);
    }
    if (!facts.primaryIsWhole()) {
      return new Finding(reader, MISSED, "serviceEndpoint is missing or has no host or port");
    }
    if (!facts.has("additionalEndpoints")) {
      return new Finding(reader, MISSED, "additionalEndpoints is missing; write {} for none");
    }
    if (facts.malformedAdditional().isPresent()) {
      return malformedAdditional(reader, MISSED, facts);
    }
    if (facts.primaryPort().equals(Optional.of(PortForm.ZERO))) {
      return new Finding(reader, MISSED, "serviceEndpoint.port is 0");
    }
    return new Finding(reader, SEEN, "");
  }

  private static Finding prometheus(NodeFacts facts) {
    ServerSetReader reader = ServerSetReader.PROMETHEUS;
    if (!facts.isObject()) {
      return notAnObject(reader, MISSED);
    }
    if (facts.shardIsText()) {
      return new Finding(reader, MISSED, "shard is a text; write an integer");
    }
    if (facts.anyPortIsText()) {
      return new Finding(reader, MISSED, "a port is a text; write an integer");
    }
    if (!facts.has("serviceEndpoint")) {
      return new Finding(reader, BOGUS, "serviceEndpoint is missing: a target \":0\"");
    }
    return primary(reader, facts);
  }

  private static Finding primary(ServerSetReader reader, NodeFacts facts) {
    return facts.primaryPort().equals(Optional.of(PortForm.ZERO))
        ? new Finding(reader, BOGUS, "serviceEndpoint.port is 0, and it takes that for a port")
        : new Finding(reader, SEEN, "");
  }

  private static Finding notAnObject(ServerSetReader reader, Effect effect) {
    return new Finding(reader, effect, "the data is not a JSON object");
  }

  private static Finding status(ServerSetReader reader, NodeFacts facts) {
    return new Finding(reader, MISSED, "status is " + facts.status() + ", not \"ALIVE\"");
  }

  private static Finding malformedAdditional(
      ServerSetReader reader, Effect effect, NodeFacts facts) {
    return new Finding(
        reader,
        effect,
        "additionalEndpoints[\""
            + facts.malformedAdditional().orElse("")
            + "\"] has no host or no port");
  }
}
