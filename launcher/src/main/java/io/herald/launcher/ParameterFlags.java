package io.herald.launcher;

import io.herald.settings.Parameter;
import io.herald.settings.ValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Rows of a table of parameters as flags of a command. */
final class ParameterFlags {

  private ParameterFlags() {}

  /** The flag of a parameter; its value is read by the table. */
  static OptionSpec of(Parameter<?> parameter) {
    ValueType<?> type = parameter.type();
    OptionSpec.Builder option =
        OptionSpec.builder("--" + parameter.flag())
            .paramLabel(type.placeholder())
            .description(parameter.help());
    if (type.repeats()) {
      option.type(List.class).auxiliaryTypes(String.class);
    } else {
      option.type(String.class);
    }
    if (!type.words().isEmpty()) {
      option.completionCandidates(type.words());
    }
    type.alone()
        .ifPresent(
            value ->
                option
                    .arity("0..1")
                    .fallbackValue(value)
                    .preprocessor(new ValueOrNextArgument(type, value)));
    return option.build();
  }

  /** The values that the command line holds for these, by flag without dashes. */
  static Map<String, List<String>> given(CommandSpec command, List<Parameter<?>> parameters) {
    Map<String, List<String>> given = new LinkedHashMap<>();
    for (Parameter<?> parameter : parameters) {
      OptionSpec option = command.findOption("--" + parameter.flag());
      Object value = option == null ? null : option.getValue();
      if (value instanceof String text) {
        given.put(parameter.flag(), List.of(text));
      } else if (value instanceof List<?> several && !several.isEmpty()) {
        given.put(parameter.flag(), several.stream().map(String::valueOf).toList());
      }
    }
    return given;
  }

  /**
   * Leaves the word behind a flag that may stand alone to what comes next, unless it is a value of
   * the flag: {@code --on FILE}, {@code --on false FILE}, {@code --on=anything}.
   */
  private static final class ValueOrNextArgument implements IParameterPreprocessor {

    private final ValueType<?> type;
    private final String alone;

    ValueOrNextArgument(ValueType<?> type, String alone) {
      this.type = type;
      this.alone = alone;
    }

    @Override
    public boolean preprocess(
        Stack<String> arguments, CommandSpec command, ArgSpec flag, Map<String, Object> info) {
      boolean attached = "=".equals(info.get("separator"));
      if (!attached && !arguments.isEmpty() && !type.accepts(arguments.peek())) {
        arguments.push(alone);
      }
      return false;
    }
  }
}
