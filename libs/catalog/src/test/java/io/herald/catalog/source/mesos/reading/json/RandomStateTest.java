package io.herald.catalog.source.mesos.reading.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.herald.catalog.Catalog;
import io.herald.catalog.Interner;
import io.herald.catalog.SourcePartition;
import io.herald.catalog.model.Entity;
import io.herald.catalog.source.mesos.reading.Captures;
import io.herald.catalog.source.mesos.reading.MesosSnapshot;
import io.herald.catalog.source.mesos.status.MesosSkippedItems;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A real state in which anything may be missing or of another type. */
class RandomStateTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** What holds the lists of entities; without them it is no state. */
  private static final List<String> SKELETON = List.of("slaves", "frameworks", "leader", "pid");

  private final MesosSkippedItems skippedItems = new MesosSkippedItems();

  @Test
  void whateverIsWrongWithSomeEntitiesTheOthersAreRead() throws IOException {
    JsonNode whole = JSON.readTree(Captures.bytes("state.json"));
    long seed = 20150903;
    Random random = new Random(seed);
    int agents = read(whole).agents().size();
    int tasks = read(whole).tasks().size();
    for (int round = 0; round < 1500; round++) {
      JsonNode state = whole.deepCopy();
      // One entity is spoilt in several places; it may be lost, and a framework with its tasks.
      List<ObjectNode> entities = entities(state);
      ObjectNode spoilt = entities.get(random.nextInt(entities.size()));
      int own = spoilt.has("tasks") ? spoilt.path("tasks").size() : 1;
      for (int i = random.nextInt(4); i >= 0; i--) {
        spoil(spoilt, random);
      }
      MesosSnapshot snapshot = read(state);
      String what = "seed " + seed + ", round " + round + ": " + spoilt;
      assertThat(snapshot.agents().size()).as(what).isBetween(agents - 1, agents);
      assertThat(snapshot.tasks().size()).as(what).isGreaterThanOrEqualTo(tasks - own);
      // What was read can be held, whatever it says.
      SourcePartition partition = new Catalog(Clock.systemUTC()).register("mesos");
      List<Entity> held = new ArrayList<>(snapshot.agents());
      held.addAll(snapshot.frameworks());
      held.addAll(snapshot.tasks());
      partition.replace(held);
    }
    assertThat(skippedItems.counts()).containsKeys("agent", "task", "framework", "ports");
    assertThat(skippedItems.latest()).hasSizeBetween(4, 1000);
  }

  private MesosSnapshot read(JsonNode state) throws IOException {
    return new StateReader(new Interner(), skippedItems)
        .state(new ByteArrayInputStream(state.toString().getBytes(UTF_8)), "state")
        .snapshot();
  }

  private static List<ObjectNode> entities(JsonNode state) {
    List<ObjectNode> entities = new ArrayList<>();
    Stream.of("slaves", "frameworks")
        .flatMap(list -> state.path(list).valueStream())
        .forEach(entity -> entities.add((ObjectNode) entity));
    for (JsonNode framework : state.path("frameworks")) {
      framework.path("tasks").forEach(task -> entities.add((ObjectNode) task));
    }
    return entities;
  }

  /** Removes or replaces one value, anywhere below the node. */
  private static void spoil(ObjectNode entity, Random random) {
    List<Runnable> removals = new ArrayList<>();
    List<BiConsumer<JsonNode, Random>> replacements = new ArrayList<>();
    collect(entity, removals, replacements);
    if (replacements.isEmpty()) {
      return;
    }
    int chosen = random.nextInt(replacements.size());
    if (random.nextInt(3) == 0) {
      removals.get(chosen).run();
    } else {
      replacements.get(chosen).accept(value(random), random);
    }
  }

  private static void collect(
      JsonNode node, List<Runnable> removals, List<BiConsumer<JsonNode, Random>> replacements) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              field -> {
                if (!SKELETON.contains(field.getKey())) {
                  removals.add(() -> object.remove(field.getKey()));
                  replacements.add((value, r) -> object.set(field.getKey(), value));
                  if (!field.getKey().equals("tasks")) {
                    collect(field.getValue(), removals, replacements);
                  }
                }
              });
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        int index = i;
        removals.add(() -> array.remove(index));
        replacements.add((value, r) -> array.set(index, value));
        collect(array.get(i), removals, replacements);
      }
    }
  }

  private static JsonNode value(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2 -> NODES.numberNode(random.nextLong());
      case 3 -> NODES.numberNode(random.nextGaussian() * 1e300);
      case 4 -> NODES.arrayNode().add(NODES.nullNode()).add("x").add(-1).addArray().addObject();
      case 5 -> NODES.objectNode().put("id", "").putNull("name").put("value", 1);
      case 6 -> NODES.textNode("");
      case 7 -> NODES.textNode("[1-999999999999,,-,5-,@@:]");
      case 8 -> NODES.textNode("slave(1)@" + text(random) + ":" + random.nextInt());
      default -> NODES.textNode(text(random));
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(30); i > 0; i--) {
      text.appendCodePoint(random.nextInt(random.nextBoolean() ? 0x80 : 0xD800));
    }
    return text.toString();
  }
}
