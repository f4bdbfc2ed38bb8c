package io.herald.render.schedule;

import io.herald.render.plan.RenderPlan;
import java.nio.file.Path;
import java.util.List;

/** Hears which instances a file doesn't show, though a query of it finds them, and why. */
@FunctionalInterface
public interface LeftOutReport {

  /** These, and no others; called whenever the file is rendered, from any thread. */
  void leftOut(Path file, List<RenderPlan.LeftOut> instances);
}
