package io.herald.catalog.source.mesos.status;

import io.herald.catalog.Catalog;
import io.herald.catalog.EntityKind;
import io.herald.catalog.MissingPermission;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether what the masters list looks as if they hid something from us. Any thread may ask; one
 * logs.
 */
public final class PermissionHint {

  private static final Logger log = LoggerFactory.getLogger(PermissionHint.class);

  private final Catalog catalog;
  private final MesosSourceStatus status;
  private Optional<String> logged = Optional.empty();

  public PermissionHint(Catalog catalog, MesosSourceStatus status) {
    this.catalog = catalog;
    this.status = status;
  }

  /** A sentence; empty if nothing looks hidden, or no snapshot was read in this run. */
  public Optional<String> now() {
    if (!status.hasSnapshot()) {
      return Optional.empty();
    }
    Map<EntityKind, Integer> held = catalog.status().entities();
    return MissingPermission.hint(
        held.getOrDefault(EntityKind.AGENT, 0),
        held.getOrDefault(EntityKind.FRAMEWORK, 0),
        held.getOrDefault(EntityKind.TASK, 0));
  }

  /** Logs the hint when it is a new one, and when it is over. */
  public void logChange() {
    Optional<String> now = now();
    if (!now.equals(logged)) {
      logged = now;
      log.info("mesos: {}", now.orElse("tasks are listed"));
    }
  }
}
