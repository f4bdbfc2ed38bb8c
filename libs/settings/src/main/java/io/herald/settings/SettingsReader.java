package io.herald.settings;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the values of a table's parameters: a JSON file, then environment variables, then flags;
 * the later beats the earlier. Immutable but for its warnings; for one thread.
 */
public final class SettingsReader {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final ParameterTable table;
  private Optional<Path> file = Optional.empty();
  private Map<String, String> environment = Map.of();
  private Map<String, String> flags = Map.of();

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
   * counts as unset; {@code …_CONFIG} is for the caller, who names the file.
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
    String prefix = table.variablePrefix();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(prefix) && !name.equals(prefix + "CONFIG") && !value.isEmpty()) {
            table
                .of(name.substring(prefix.length()))
                .ifPresentOrElse(
                    row -> values.put(row, row.type().ofText(value), name),
                    () -> values.warn(name + " is not a known variable; it has no effect"));
          }
        });
    flags.forEach(
        (name, value) ->
            table
                .of(name)
                .ifPresentOrElse(
                    row -> values.put(row, row.type().ofText(value), "--" + row.flag()),
                    () -> values.problem("--" + name + ": there is no such flag")));
    return values;
  }

  private void readFile(Path path, Values values) throws SettingsException {
    String name = path.getFileName() == null ? path.toString() : path.getFileName().toString();
    for (Map.Entry<String, JsonNode> entry : root(path).properties()) {
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

  private static JsonNode root(Path path) throws SettingsException {
    JsonNode root;
    try {
      root = MAPPER.readTree(Files.readString(path, StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      throw refused(path + ": there is no such file; name one with --config, or give flags alone");
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String position = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
      throw refused(path + position + ": this is not JSON: " + e.getOriginalMessage());
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
