package io.herald.benchmarks.dns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The machine that figures are of: how it is called, and what a system call costs on it. */
final class Machine {

  private Machine() {}

  /**
   * Says it.
   *
   * @param floor {@code floor.c}, compiled
   */
  static void print(String floor) throws IOException {
    String processor =
        find(Files.readString(Path.of("/proc/cpuinfo")), "(?m)^model name\\s*: *(.*)$");
    String load = Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0];
    System.out.printf(
        "%d cores of %s, Linux %s, load average %s; page tables isolated: %s%n"
            + "a system call takes %s ns%n",
        Runtime.getRuntime().availableProcessors(),
        processor,
        System.getProperty("os.version"),
        load,
        pageTablesIsolated() ? "yes" : "no",
        Commands.run(floor, "call").strip());
  }

  private static boolean pageTablesIsolated() throws IOException {
    Path meltdown = Path.of("/sys/devices/system/cpu/vulnerabilities/meltdown");
    return (Files.exists(meltdown) && Files.readString(meltdown).contains("PTI"))
        || find(Files.readString(Path.of("/proc/cpuinfo")), "(?m)^flags\\s*: .*\\b(pti)\\b")
            .equals("pti");
  }

  private static String find(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? matcher.group(1) : "unknown";
  }
}
