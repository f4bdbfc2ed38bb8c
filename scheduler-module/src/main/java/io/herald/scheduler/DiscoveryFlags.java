package io.herald.scheduler;

import io.herald.jobs.Visibility;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes the flags of {@link DiscoveryOptions} out of a framework's command line and leaves it the
 * others. One or two dashes, underscores or dashes within, {@code --flag=value} or {@code --flag
 * value}; the switch may stand bare or have {@code =true} or {@code =false}. Of a flag given twice
 * the last counts. Behind {@code --} nothing is a flag.
 *
 * @param options what the flags say
 * @param others the arguments that aren't ours, in their order
 */
public record DiscoveryFlags(DiscoveryOptions options, List<String> others) {

  private static final Pattern FLAG =
      Pattern.compile("--?([A-Za-z][A-Za-z0-9_-]*)(?:=(.*))?", Pattern.DOTALL);

  public DiscoveryFlags {
    others = List.copyOf(others);
  }

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException with a sentence: flag, value, what to write
   */
  public static DiscoveryFlags parse(List<String> args) {
    DiscoveryOptions.Builder options = DiscoveryOptions.builder();
    List<String> others = new ArrayList<>();
    int at = 0;
    while (at < args.size()) {
      String arg = args.get(at++);
      if (arg.equals("--")) {
        others.add(arg);
        others.addAll(args.subList(at, args.size()));
        break;
      }
      Matcher flag = FLAG.matcher(arg);
      String name = flag.matches() ? flag.group(1).replace('_', '-') : "";
      if (name.equals("populate-discovery-info")) {
        options.populateDiscoveryInfo(truth(name, Optional.ofNullable(flag.group(2))));
        continue;
      }
      if (!takesValue(name)) {
        others.add(arg);
        continue;
      }
      String value = flag.group(2);
      if (value == null) {
        if (at == args.size()) {
          throw new IllegalArgumentException(
              "--" + name + ": its value is missing; write --" + name + "=VALUE");
        }
        value = args.get(at++);
      }
      set(options, name, value);
    }
    return new DiscoveryFlags(options.build(), others);
  }

  private static boolean takesValue(String name) {
    return switch (name) {
      case "discovery-info-mode",
          "framework-name",
          "cluster-name",
          "discovery-info-name",
          "discovery-info-visibility" ->
          true;
      default -> false;
    };
  }

  private static void set(DiscoveryOptions.Builder options, String name, String value) {
    switch (name) {
      case "discovery-info-mode" -> options.mode(oneOf(name, value, DiscoveryMode.values()));
      case "framework-name" -> options.frameworkName(value);
      case "cluster-name" -> options.clusterName(value);
      case "discovery-info-name" -> options.nameTemplate(template(name, value));
      case "discovery-info-visibility" ->
          options.visibility(oneOf(name, value, Visibility.values()));
      default -> throw new IllegalStateException(name + " takes a value and is not known");
    }
  }

  private static boolean truth(String name, Optional<String> value) {
    return switch (value.orElse("true").toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "--" + name + " = \"" + value.get() + "\": write true or false, or nothing for true");
    };
  }

  private static NameTemplate template(String name, String value) {
    try {
      return NameTemplate.of(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--" + name + ": " + e.getMessage(), e);
    }
  }

  private static <E extends Enum<E>> E oneOf(String name, String value, E[] values) {
    for (E one : values) {
      if (one.name().equalsIgnoreCase(value)) {
        return one;
      }
    }
    throw new IllegalArgumentException(
        "--"
            + name
            + " = \""
            + value
            + "\": write one of "
            + Arrays.stream(values)
                .map(one -> one.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")));
  }
}
