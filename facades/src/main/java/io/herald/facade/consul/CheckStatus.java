package io.herald.facade.consul;

import io.herald.catalog.model.Task;
import io.herald.services.instance.Health;
import io.herald.services.instance.Instance;
import java.util.Locale;

/** What a check of Consul's says. */
enum CheckStatus {
  PASSING,
  /** Its agent can't be reached; it may well be alive. */
  WARNING,
  CRITICAL;

  private static final String UNREACHABLE = "TASK_UNREACHABLE";
  private static final String LOST = "TASK_LOST";

  /** Of an instance: running without a failing health check is passing. */
  static CheckStatus of(Instance instance) {
    return switch (instance.state()) {
      case Task.RUNNING -> instance.health() == Health.UNHEALTHY ? CRITICAL : PASSING;
      case UNREACHABLE, LOST -> WARNING;
      default -> CRITICAL;
    };
  }

  /** As Consul spells it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
