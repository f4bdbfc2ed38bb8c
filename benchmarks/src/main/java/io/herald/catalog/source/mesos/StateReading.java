package io.herald.catalog.source.mesos;

import io.herald.catalog.Interner;
import io.herald.catalog.model.Entity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Opens the reader of {@code /state} to benchmarks, which can't see it from their own package. */
public final class StateReading {

  private final StateReader reader = new StateReader(new Interner(), new MesosSkippedItems());

  /** What a master's state holds: agents, frameworks, tasks. */
  public List<Entity> read(byte[] state) throws IOException {
    MesosSnapshot picture = reader.state(new ByteArrayInputStream(state), "state").picture();
    List<Entity> entities = new ArrayList<>(picture.agents());
    entities.addAll(picture.frameworks());
    entities.addAll(picture.tasks());
    return entities;
  }
}
