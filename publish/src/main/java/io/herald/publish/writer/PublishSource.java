package io.herald.publish.writer;

import static java.util.Objects.requireNonNull;

import io.herald.publish.keys.PublishRules;
import io.herald.services.problem.ProblemBook;
import io.herald.watch.LiveServices;
import java.util.function.BooleanSupplier;

/**
 * What is published.
 *
 * @param loaded whether all that is there is known, addresses of hosts too: before that no key is
 *     removed
 * @param problems gets keys that can't be written
 */
public record PublishSource(
    LiveServices live, BooleanSupplier loaded, PublishRules rules, ProblemBook problems) {

  public PublishSource {
    requireNonNull(live, "live");
    requireNonNull(loaded, "loaded");
    requireNonNull(rules, "rules");
    requireNonNull(problems, "problems");
  }

  /**
   * Whether the same is published: the same services by the same rules. Another configuration's
   * services come through the same log, which tells what differs.
   */
  public boolean isAs(PublishSource other) {
    return live.equals(other.live) && rules.equals(other.rules) && problems.equals(other.problems);
  }

  boolean isReady() {
    return live.isComplete() && loaded.getAsBoolean();
  }
}
