package io.herald.catalog.source.mesos.status;

import io.herald.catalog.SkippedItems;

/** What the masters say and can't be read. Any thread may call. */
public final class MesosSkippedItems extends SkippedItems {

  public MesosSkippedItems() {
    super("mesos");
  }
}
