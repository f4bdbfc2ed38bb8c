package io.herald.catalog;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Announcement;
import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Masters;
import io.herald.catalog.model.Task;

/** The kinds of entities, in the order in which one batch adds them: what is referred to first. */
public enum EntityKind {
  MASTERS,
  FRAMEWORK,
  AGENT,
  TASK,
  ANNOUNCEMENT;

  public static EntityKind of(Entity.Key key) {
    // Keys are few and sealed; the chain is what pattern switches would be on a newer Java.
    if (key instanceof Task.Id) {
      return TASK;
    } else if (key instanceof Announcement.Id) {
      return ANNOUNCEMENT;
    } else if (key instanceof Agent.Id) {
      return AGENT;
    } else if (key instanceof Framework.Id) {
      return FRAMEWORK;
    } else if (key instanceof Masters.Id) {
      return MASTERS;
    }
    throw new IllegalArgumentException("unknown kind of key: " + key.getClass());
  }
}
