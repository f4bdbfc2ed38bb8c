package io.herald.render.schedule;

import io.herald.render.plan.RenderPlan.LeftOut;
import io.herald.runtime.text.Printable;

/** Why an instance isn't in a file, as a sentence. */
public final class LeftOutText {

  private LeftOutText() {}

  /** On one line. */
  public static String of(LeftOut one) {
    return "task "
        + Printable.of(one.task().taskId())
        + " of "
        + Printable.of(one.service().name())
        + " is left out: "
        + one.why();
  }
}
