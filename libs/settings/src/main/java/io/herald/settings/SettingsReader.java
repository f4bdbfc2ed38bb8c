package io.herald.settings;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    String text = text(path);
    repeated(text)
        .forEach(
            field ->
                values.problem(
                    name + ": \"" + field + "\" is given twice; only one counts, so write one"));
    for (Map.Entry<String, JsonNode> entry : root(path, text).properties()) {
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

  private static String text(Path path) throws SettingsException {
    try {
      return Files.readString(path, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw refused(path + ": there is no such file; name one with --config, or give flags alone");
    } catch (IOException e) {
      throw refused(path + ": it can't be read: " + Reason.of(path, e));
    }
  }

  /**
   * The keys that an object within a parameter has twice, each with the keys that lead to it; the
   * parameters themselves may stand there twice, as in Mesos-DNS' files. None if it isn't JSON.
   */
  private static List<String> repeated(String text) {
    List<String> repeated = new ArrayList<>();
    Deque<Set<String>> objects = new ArrayDeque<>();
    try (JsonParser parser = MAPPER.createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_OBJECT) {
          objects.push(new HashSet<>());
        } else if (token == JsonToken.END_OBJECT) {
          objects.pop();
        } else if (token == JsonToken.FIELD_NAME
            && !objects.element().add(parser.currentName())
            && objects.size() > 1) {
          repeated.add(
              parser.getParsingContext().pathAsPointer().toString().substring(1).replace('/', '.'));
        }
      }
    } catch (IOException e) {
      return List.of(); // refused as such when it is read as a whole
    }
    return repeated;
  }

  private static JsonNode root(Path path, String text) throws SettingsException {
    JsonNode root;
    try {
      root = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String position = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
      throw refused(path + position + ": this is not JSON: " + e.getOriginalMessage());
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
