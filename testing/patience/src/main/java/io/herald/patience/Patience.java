package io.herald.patience;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Gives every {@code await()} of a module's tests five minutes: a wait ends with its condition, so
 * its limit is only for what never comes, and must do for a machine ten times slower than ours.
 */
public final class Patience implements TestExecutionListener {

  private static final Duration LIMIT = Duration.ofMinutes(5);

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    Awaitility.setDefaultTimeout(LIMIT);
  }
}
