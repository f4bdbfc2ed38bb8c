package io.herald.benchmarks.dns;

import io.herald.catalog.Interner;
import io.herald.catalog.model.Entity;
import io.herald.catalog.source.mesos.reading.MesosSnapshot;
import io.herald.catalog.source.mesos.reading.json.StateReader;
import io.herald.catalog.source.mesos.status.MesosSkippedItems;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a master's {@code /state} holds, read by the reader of the product. */
final class StateReading {

  private final StateReader reader = new StateReader(new Interner(), new MesosSkippedItems());

  /** What a master's state holds: agents, frameworks, tasks. */
  List<Entity> read(byte[] state) throws IOException {
    MesosSnapshot snapshot = reader.state(new ByteArrayInputStream(state), "state").snapshot();
    List<Entity> entities = new ArrayList<>(snapshot.agents());
    entities.addAll(snapshot.frameworks());
    entities.addAll(snapshot.tasks());
    return entities;
  }
}
