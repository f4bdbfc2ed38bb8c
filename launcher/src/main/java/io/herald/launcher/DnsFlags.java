package io.herald.launcher;

import io.herald.dns.config.DnsConfig;
import io.herald.dns.config.DnsConfigReader;
import io.herald.launcher.modules.DnsModules;
import io.herald.settings.Parameter;
import io.herald.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The parameters of the DNS server and of the modules beside it as flags of a command, from the one
 * table that reads config.json and the environment too; and the configuration that they, the
 * environment and the file make together.
 */
final class DnsFlags {

  private static final Path DEFAULT_CONFIG = Path.of("config.json");

  private final CommandSpec command;
  private final Map<String, String> environment;

  private DnsFlags(CommandSpec command, Map<String, String> environment) {
    this.command = command;
    this.environment = CommandFlags.ofTable(environment, DnsModules.TABLE);
  }

  /** Adds {@code --config} and a flag for each parameter. */
  static DnsFlags addTo(CommandSpec command, Map<String, String> environment) {
    command.addOption(config());
    for (Parameter<?> parameter : DnsModules.TABLE.rows()) {
      command.addOption(ParameterFlags.of(parameter));
    }
    return new DnsFlags(command, environment);
  }

  /** The same for a command about such a server, under a heading of their own in the help. */
  static DnsFlags addBelow(CommandSpec command, Map<String, String> environment) {
    ArgGroupSpec.Builder group =
        ArgGroupSpec.builder()
            .heading("%nThe server's configuration, as for herald dns:%n")
            .validate(false);
    group.addArg(config());
    for (Parameter<?> parameter : DnsModules.TABLE.rows()) {
      group.addArg(ParameterFlags.of(parameter));
    }
    command.addArgGroup(group.build());
    return new DnsFlags(command, environment);
  }

  private static OptionSpec config() {
    return OptionSpec.builder("--config")
        .paramLabel("FILE")
        .type(Path.class)
        .description(
            "config.json of Mesos-DNS (default: config.json in this folder, if there is one).")
        .build();
  }

  /** The file by flag, by environment, or the default one if it is there. */
  Optional<Path> file() {
    if (given("--config") instanceof Path file) {
      return Optional.of(file);
    }
    String variable = environment.getOrDefault("HERALD_DNS_CONFIG", "");
    return variable.isEmpty()
        ? Optional.of(DEFAULT_CONFIG).filter(Files::exists)
        : Optional.of(Path.of(variable));
  }

  /**
   * Reads flags, environment and file.
   *
   * @param overruling beats all of them, by the parameters' option names
   * @throws SettingsException with all that is wrong
   */
  DnsConfig read(Map<String, String> overruling, Consumer<List<String>> warnings)
      throws SettingsException {
    return read(file(), overruling, warnings);
  }

  /**
   * The same without a word of what has no effect, which is the server's to say.
   *
   * @throws IllegalArgumentException with a line for each thing that is wrong
   */
  DnsConfig ofServer(Map<String, String> overruling) {
    try {
      return read(overruling, warnings -> {});
    } catch (SettingsException e) {
      throw CommandFlags.asUsage(e);
    }
  }

  /** The same with another file, whatever flag and environment name. */
  DnsConfig read(
      Optional<Path> file, Map<String, String> overruling, Consumer<List<String>> warnings)
      throws SettingsException {
    Map<String, String> flags = new LinkedHashMap<>();
    ParameterFlags.given(command, DnsModules.TABLE.rows())
        .forEach((flag, values) -> flags.put(flag, values.get(0)));
    flags.putAll(overruling);
    DnsConfigReader reader =
        new DnsConfigReader(DnsModules.SECTIONS).environment(environment).options(flags);
    file.ifPresent(reader::file);
    DnsConfig config = reader.read();
    warnings.accept(reader.warnings());
    return config;
  }

  private @Nullable Object given(String option) {
    OptionSpec found = command.findOption(option);
    return found == null ? null : found.getValue();
  }
}
