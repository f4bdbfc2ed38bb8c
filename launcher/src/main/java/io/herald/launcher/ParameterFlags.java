package io.herald.launcher;

import io.herald.settings.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Rows of a table of parameters as flags of a command. */
final class ParameterFlags {

  private ParameterFlags() {}

  /** The flag of a parameter; its value is read by the table. */
  static OptionSpec of(Parameter<?> parameter) {
    OptionSpec.Builder option =
        OptionSpec.builder("--" + parameter.flag())
            .paramLabel(parameter.type().placeholder())
            .type(String.class)
            .description(parameter.help());
    parameter.type().alone().ifPresent(value -> option.arity("0..1").fallbackValue(value));
    return option.build();
  }

  /** The values that the command was given for these, by flag without dashes. */
  static Map<String, String> given(CommandSpec command, List<Parameter<?>> parameters) {
    Map<String, String> given = new LinkedHashMap<>();
    for (Parameter<?> parameter : parameters) {
      OptionSpec option = command.findOption("--" + parameter.flag());
      if (option != null && option.getValue() instanceof String value) {
        given.put(parameter.flag(), value);
      }
    }
    return given;
  }
}
