package io.herald.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the flag spellings of Aurora and Mesos-DNS as ours: {@code -populate_discovery_info=true}
 * and {@code --populate_discovery_info} become {@code --populate-discovery-info…}. Values, single
 * letters and everything behind {@code --} stay as they are.
 */
final class FlagSpelling {

  private static final Pattern LONG_FLAG =
      Pattern.compile("--?([a-zA-Z][\\w-]+)(=.*)?", Pattern.DOTALL);

  private FlagSpelling() {}

  static String[] canonical(String... args) {
    List<String> canonical = new ArrayList<>(args.length);
    boolean options = true;
    for (String arg : args) {
      options = options && !arg.equals("--");
      Matcher flag = LONG_FLAG.matcher(arg);
      if (options && flag.matches()) {
        String value = flag.group(2) == null ? "" : flag.group(2);
        canonical.add("--" + flag.group(1).replace('_', '-') + value);
      } else {
        canonical.add(arg);
      }
    }
    return canonical.toArray(String[]::new);
  }
}
