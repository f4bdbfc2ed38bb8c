package io.herald.render.template;

import java.util.Set;
import java.util.TreeSet;

/**
 * The names that templates may use. A template with another name is refused when it is read, so
 * that a misspelt one is an error with its line and not a hole in a file.
 */
public final class ModelKeys {

  /**
   * In the map of an instance or a service: the instances that its texts are of. Not for templates.
   */
  public static final String ITEMS = "@items";

  /** All queries, in the order of the configuration. */
  public static final String QUERIES = "queries";

  /** The operator's own texts, by name. */
  public static final String VALUES = "values";

  /** Names that lead to more names, which their owners choose. */
  static final Set<String> OPEN = Set.of(VALUES, "labels", "port_labels");

  private static final Set<String> FIELDS =
      Set.of(
          QUERIES,
          VALUES,
          "name",
          "variable",
          "count",
          "empty",
          "instances",
          "services",
          "addresses",
          "framework",
          "environment",
          "key",
          "id",
          "address",
          "port",
          "endpoint",
          "port_name",
          "protocol",
          "port_labels",
          "ports",
          "labels",
          "label_list",
          "agent",
          "agent_id",
          "health",
          "state",
          "weight",
          "priority",
          "backup",
          "placeholder",
          "targets",
          "number",
          "value",
          "first",
          "last",
          "last_of_all",
          "index");

  private ModelKeys() {}

  /**
   * All names.
   *
   * @param queries of the file
   */
  static Set<String> known(Set<String> queries) {
    Set<String> known = new TreeSet<>(FIELDS);
    known.addAll(queries);
    return known;
  }
}
