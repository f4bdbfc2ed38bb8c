package io.herald.settings;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.runtime.failure.Reason;
import io.herald.settings.document.StrictJson;
import io.herald.settings.document.SyntaxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the values of a table's parameters: a JSON file, then environment variables, then flags;
 * the later beats the earlier. Immutable but for its warnings; for one thread.
 */
public final class SettingsReader {

  private final ParameterTable table;
  private Optional<Path> file = Optional.empty();
  private Map<String, String> environment = Map.of();
  private Map<String, List<String>> flags = Map.of();

  public SettingsReader(ParameterTable table) {
    this.table = table;
  }

  /** Reads this file; a leading {@code ~/} is the home directory. */
  public SettingsReader file(Path path) {
    file = Optional.of(absolute(path));
    return this;
  }

  /** The absolute path of the file; empty if there is none. */
  public Optional<Path> file() {
    return file;
  }

  /**
   * Takes the variables that begin with the table's prefix out of an environment. An empty one
   * counts as unset; {@code …_CONFIG} is for the caller, who names the file, if no row has that
   * name.
   */
  public SettingsReader environment(Map<String, String> variables) {
    environment = Map.copyOf(variables);
    return this;
  }

  /**
   * Takes flags.
   *
   * @param given by name without dashes, {@code http-port}; the file's spelling is as good
   */
  public SettingsReader flags(Map<String, String> given) {
    Map<String, List<String>> each = new LinkedHashMap<>();
    given.forEach((name, value) -> each.put(name, List.of(value)));
    return repeatedFlags(each);
  }

  /** The same of flags that may be given several times: each with its values, in their order. */
  public SettingsReader repeatedFlags(Map<String, List<String>> given) {
    flags = Map.copyOf(given);
    return this;
  }

  /**
   * Reads all three. Values are judged when they are asked for.
   *
   * @throws SettingsException if the file can't be read
   */
  public Values read() throws SettingsException {
    Values values = new Values();
    if (file.isPresent()) {
      readFile(file.get(), values);
    }
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(table.variablePrefix()) && !value.isEmpty()) {
            readVariable(name, value, values);
          }
        });
    flags.forEach(
        (name, texts) ->
            table
                .of(name)
                .ifPresentOrElse(
                    row -> values.put(row, row.type().ofTexts(texts), "--" + row.flag()),
                    () -> values.problem("--" + name + ": there is no such flag")));
    table.required().stream()
        .filter(values::isMissing)
        .forEach(row -> values.problem(missing(row)));
    return values;
  }

  private void readVariable(String name, String value, Values values) {
    String ofTable = name.substring(table.variablePrefix().length());
    Optional<Parameter<?>> row = table.of(ofTable);
    if (row.isPresent()) {
      values.put(row.get(), row.get().type().ofText(value), name);
    } else if (!ofTable.equals("CONFIG")) {
      values.warn(name + " is not a known variable; it has no effect");
    }
  }

  private String missing(Parameter<?> row) {
    return "--"
        + row.flag()
        + " is missing; give --"
        + row.flag()
        + "="
        + row.type().placeholder()
        + ", or set "
        + table.variable(row);
  }

  private void readFile(Path path, Values values) throws SettingsException {
    String name = path.getFileName() == null ? path.toString() : path.getFileName().toString();
    for (Map.Entry<String, JsonNode> entry : root(path, values).properties()) {
      String where = name + ": \"" + entry.getKey() + "\"";
      Optional<Parameter<?>> parameter = byKey(entry.getKey());
      if (parameter.isEmpty()) {
        values.warn(where + " is not a known parameter; it has no effect");
        continue;
      }
      values
          .place(parameter.get())
          .ifPresent(other -> values.warn(other + " has no effect: " + where + " comes after it"));
      values.put(parameter.get(), entry.getValue(), where);
    }
  }

  private static JsonNode root(Path path, Values values) throws SettingsException {
    JsonNode root;
    try {
      root =
          StrictJson.parse(
              Files.readString(path, StandardCharsets.UTF_8),
              repeated ->
                  values.warn(
                      path
                          + ":"
                          + repeated.place()
                          + ": "
                          + repeated.getMessage()
                          + "; the last one counts"));
    } catch (NoSuchFileException e) {
      throw refused(path + ": there is no such file; name one with --config, or give flags alone");
    } catch (SyntaxException e) {
      throw refused(path + ":" + e.place() + ": " + e.getMessage());
    } catch (IOException e) {
      throw refused(path + ": it can't be read: " + Reason.of(path, e));
    }
    if (!root.isObject()) {
      throw refused(path + ": the configuration must be one object, {\"domain\": …}");
    }
    return root;
  }

  private static SettingsException refused(String sentence) {
    return new SettingsException(List.of(sentence));
  }

  /** Keys match in any letter case; hyphens and underscores are for flags. */
  private Optional<Parameter<?>> byKey(String key) {
    return table.of(key).filter(row -> row.key().equalsIgnoreCase(key));
  }

  private static Path absolute(Path path) {
    String text = path.toString();
    if (text.startsWith("~/")) {
      return Path.of(System.getProperty("user.home"), text.substring(2)).toAbsolutePath();
    }
    return path.toAbsolutePath().normalize();
  }
}
