package io.herald.dns.config;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the configuration: config.json as Mesos-DNS takes it, then environment variables, then
 * flags; the later beats the earlier, and all go through one validation.
 *
 * <pre>{@code
 * DnsConfigReader reader = new DnsConfigReader()
 *     .file(Path.of("/etc/mesos-dns/config.json"))
 *     .environment(System.getenv())
 *     .options(Map.of("http-port", "8123"));
 * DnsConfig config = reader.read();
 * reader.warnings().forEach(log::warn);
 * }</pre>
 */
public final class DnsConfigReader {

  private static final String PREFIX = "HERALD_DNS_";
  private static final String FILE = PREFIX + "CONFIG";

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final List<String> warnings = new ArrayList<>();
  private Optional<Path> file = Optional.empty();
  private Map<String, String> environment = Map.of();
  private Map<String, String> options = Map.of();

  /** Reads this config.json; a leading {@code ~/} is the home directory. */
  public DnsConfigReader file(Path path) {
    file = Optional.of(path);
    return this;
  }

  /**
   * Takes the variables that begin with {@code HERALD_DNS_} out of an environment. An empty one
   * counts as unset; {@code HERALD_DNS_CONFIG} is for the caller, who names the file.
   */
  public DnsConfigReader environment(Map<String, String> variables) {
    environment = Map.copyOf(variables);
    return this;
  }

  /**
   * Takes flags.
   *
   * @param flags by name without dashes, {@code http-port}; the spelling of config.json is as good
   */
  public DnsConfigReader options(Map<String, String> flags) {
    options = Map.copyOf(flags);
    return this;
  }

  /**
   * Reads and checks everything.
   *
   * @throws ConfigException with all that is wrong
   */
  public DnsConfig read() throws ConfigException {
    warnings.clear();
    Settings settings = new Settings();
    Optional<Path> absolute = file.map(DnsConfigReader::absolute);
    if (absolute.isPresent()) {
      readFile(absolute.get(), settings);
    }
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX) && !name.equals(FILE) && !value.isEmpty()) {
            Optional<Parameter> parameter = Parameter.of(name.substring(PREFIX.length()));
            parameter.ifPresentOrElse(
                p -> settings.put(new Setting(p, SettingText.parse(p.kind(), value), name)),
                () -> warnings.add(name + " is no setting of the DNS server; it has no effect"));
          }
        });
    options.forEach(
        (name, value) ->
            Parameter.of(name)
                .ifPresentOrElse(
                    p ->
                        settings.put(
                            new Setting(p, SettingText.parse(p.kind(), value), "--" + p.option())),
                    () -> settings.problems().add("--" + name + ": there is no such flag")));
    DnsConfig config = new ConfigChecks(settings, warnings).config(absolute.map(Path::toString));
    if (!settings.problems().isEmpty()) {
      throw new ConfigException(settings.problems());
    }
    return config;
  }

  /** What {@link #read} noticed and could do without: unknown keys, settings without effect. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  private void readFile(Path path, Settings settings) throws ConfigException {
    String name = path.getFileName() == null ? path.toString() : path.getFileName().toString();
    JsonNode root;
    try {
      root = MAPPER.readTree(Files.readString(path, StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          List.of(path + ": there is no such file; name one with --config, or give flags alone"));
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String position = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
      throw new ConfigException(
          List.of(path + position + ": this is not JSON: " + e.getOriginalMessage()));
    } catch (IOException e) {
      throw new ConfigException(List.of(path + ": it can't be read: " + Reason.of(path, e)));
    }
    if (!root.isObject()) {
      throw new ConfigException(
          List.of(path + ": the configuration must be one object, {\"domain\": …}"));
    }
    root.properties()
        .forEach(
            entry -> {
              String where = name + ": \"" + entry.getKey() + "\"";
              Optional<Parameter> parameter = byKey(entry.getKey());
              if (parameter.isPresent()) {
                settings
                    .get(parameter.get())
                    .ifPresent(
                        other ->
                            warnings.add(
                                other.where() + " has no effect: " + where + " comes after it"));
                settings.put(new Setting(parameter.get(), entry.getValue(), where));
              } else {
                warnings.add(where + " is no known parameter; it has no effect");
              }
            });
  }

  /** Keys match in any letter case; hyphens and underscores are for flags. */
  private static Optional<Parameter> byKey(String key) {
    return Parameter.of(key).filter(parameter -> parameter.key().equalsIgnoreCase(key));
  }

  private static Path absolute(Path path) {
    String text = path.toString();
    if (text.startsWith("~/")) {
      return Path.of(System.getProperty("user.home"), text.substring(2)).toAbsolutePath();
    }
    return path.toAbsolutePath().normalize();
  }
}
