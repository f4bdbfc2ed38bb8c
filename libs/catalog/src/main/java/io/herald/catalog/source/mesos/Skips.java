package io.herald.catalog.source.mesos;

import io.herald.catalog.LeftOut;

/** What the masters say and can't be read. Any thread may call. */
final class Skips extends LeftOut {

  Skips() {
    super("mesos");
  }
}
