package io.herald.render.config;

import static java.util.Objects.requireNonNull;

import io.herald.watch.InstanceFilter;

/**
 * A named set of instances that a template writes.
 *
 * @param name by which the template knows it
 * @param filter which instances; its port name, if it has one, says which port of each too
 * @param choice which of these, by their health
 */
public record FileQuery(String name, InstanceFilter filter, HealthChoice choice) {

  public FileQuery {
    requireNonNull(name, "name");
    requireNonNull(filter, "filter");
    requireNonNull(choice, "choice");
  }
}
