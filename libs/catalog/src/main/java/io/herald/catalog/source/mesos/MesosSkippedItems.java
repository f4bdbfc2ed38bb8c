package io.herald.catalog.source.mesos;

import io.herald.catalog.SkippedItems;

/** What the masters say and can't be read. Any thread may call. */
final class MesosSkippedItems extends SkippedItems {

  MesosSkippedItems() {
    super("mesos");
  }
}
