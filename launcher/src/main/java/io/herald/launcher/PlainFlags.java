package io.herald.launcher;

import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a command line that is nothing but flags of a table, each once and with its value, without
 * picocli, whose classes are a part of an executor's start. Whatever else stands there (help, a
 * word, a flag that is unknown or repeated) is picocli's.
 */
final class PlainFlags {

  private PlainFlags() {}

  /**
   * The values by flag without dashes, as {@link ParameterFlags#given} has them.
   *
   * @param arguments behind the command, spelled as {@link FlagSpelling} has them
   * @return empty if it isn't such a line
   */
  static Optional<Map<String, List<String>>> read(ParameterTable table, List<String> arguments) {
    Map<String, Parameter<?>> rows = new HashMap<>();
    table.rows().forEach(row -> rows.put("--" + row.flag(), row));
    Map<String, List<String>> given = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.indexOf('=');
      Parameter<?> row = rows.get(equals < 0 ? argument : argument.substring(0, equals));
      if (row == null || row.type().repeats()) {
        return Optional.empty();
      }
      String value;
      if (equals >= 0) {
        value = argument.substring(equals + 1);
      } else if (row.type().alone().isEmpty()
          && i + 1 < arguments.size()
          && !arguments.get(i + 1).startsWith("-")) {
        value = arguments.get(++i);
      } else {
        return Optional.empty();
      }
      if (given.put(row.flag(), List.of(value)) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(given);
  }
}
