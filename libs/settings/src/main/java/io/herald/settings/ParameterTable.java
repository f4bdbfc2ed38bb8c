package io.herald.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The parameters of one command, in the order of its help and of its reference page. Immutable. */
public final class ParameterTable {

  private final String command;
  private final List<Parameter<?>> rows;
  private final Map<String, Parameter<?>> byName = new HashMap<>();

  /**
   * A table.
   *
   * @param command as environment variables name it: {@code dns} for {@code HERALD_DNS_…}
   * @param groups the rows, those of each room together
   * @throws IllegalArgumentException if two rows have one name
   */
  @SafeVarargs
  public ParameterTable(String command, List<Parameter<?>>... groups) {
    this.command = command;
    List<Parameter<?>> all = new ArrayList<>();
    for (List<Parameter<?>> group : groups) {
      all.addAll(group);
    }
    this.rows = List.copyOf(all);
    for (Parameter<?> row : rows) {
      if (byName.put(Parameter.plain(row.key()), row) != null) {
        throw new IllegalArgumentException("two parameters are called " + row.key());
      }
    }
  }

  public List<Parameter<?>> rows() {
    return rows;
  }

  /** What the command's environment variables begin with: {@code HERALD_DNS_}. */
  public String variablePrefix() {
    return "HERALD_" + command.toUpperCase(Locale.ROOT).replace('-', '_') + "_";
  }

  /** A parameter's environment variable: {@code HERALD_DNS_HTTP_PORT}. */
  public String variable(Parameter<?> parameter) {
    return variablePrefix() + parameter.flag().replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** The command as environment variables name it: {@code serverset-ls}. */
  public String command() {
    return command;
  }

  /** Those that have to be given. */
  public List<Parameter<?>> required() {
    return rows.stream().filter(Parameter::isRequired).toList();
  }

  /** The parameter of that key or flag: letter case, hyphens and underscores don't count. */
  public Optional<Parameter<?>> of(String name) {
    return Optional.ofNullable(byName.get(Parameter.plain(name)));
  }
}
