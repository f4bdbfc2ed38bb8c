package io.herald.launcher;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Takes an option's default from {@code HERALD_<COMMAND>_<OPTION>}. An empty value counts as unset.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {

  private final Map<String, String> environment;

  EnvironmentDefaults(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
      return null;
    }
    String value = environment.get(variable(option));
    return value == null || value.isEmpty() ? null : value;
  }

  /** The variable's name, {@code herald dns --http-port} being {@code HERALD_DNS_HTTP_PORT}. */
  static String variable(OptionSpec option) {
    String name = option.command().qualifiedName("_") + "_" + option.longestName().substring(2);
    return name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
