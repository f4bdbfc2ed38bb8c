package io.herald.dns.config;

import io.herald.settings.Parameter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the value of one parameter lands.
 *
 * @param json a value that is not the default
 * @param flag the same as a flag
 * @param landing where the record has it
 * @param expected what stands there then
 * @param besides what it needs besides, as flags
 */
record ParameterLanding(
    Parameter<?> parameter,
    String json,
    String flag,
    Function<DnsConfig, @Nullable Object> landing,
    Object expected,
    Map<String, String> besides) {

  static final String THIS = "pom.xml"; // a file that is there

  ParameterLanding with(String... flags) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < flags.length; i += 2) {
      all.put(flags[i], flags[i + 1]);
    }
    return new ParameterLanding(parameter, json, flag, landing, expected, all);
  }

  @Override
  public String toString() {
    return parameter.key();
  }

  static ParameterLanding row(
      Parameter<?> parameter,
      String json,
      String flag,
      Function<DnsConfig, @Nullable Object> landing,
      Object expected) {
    return new ParameterLanding(parameter, json, flag, landing, expected, Map.of());
  }

  static ParameterLanding number(
      Parameter<?> parameter, int value, Function<DnsConfig, @Nullable Object> landing) {
    return row(parameter, "" + value, "" + value, landing, value);
  }

  static ParameterLanding seconds(
      Parameter<?> parameter, int value, Function<DnsConfig, @Nullable Object> landing) {
    return row(parameter, "" + value, "" + value, landing, Duration.ofSeconds(value));
  }

  static ParameterLanding flipped(
      Parameter<?> parameter, boolean value, Function<DnsConfig, @Nullable Object> landing) {
    return row(parameter, "" + value, "" + value, landing, value);
  }

  static ParameterLanding text(
      Parameter<?> parameter, String value, Function<DnsConfig, @Nullable Object> landing) {
    return row(parameter, "'" + value + "'", value, landing, value);
  }

  static ParameterLanding list(
      Parameter<?> parameter,
      String value,
      Function<DnsConfig, @Nullable Object> landing,
      Object expected) {
    return row(parameter, "['" + value.replace(",", "', '") + "']", value, landing, expected);
  }

  static ParameterLanding file(
      Parameter<?> parameter, Function<DnsConfig, @Nullable Object> landing) {
    return row(
        parameter, "'" + THIS + "'", THIS, landing, Optional.of(Path.of(THIS).toAbsolutePath()));
  }
}
