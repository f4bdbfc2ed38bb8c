package io.herald.benchmarks.dns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What processes have used so far, from Linux's {@code /proc}. */
final class ProcessFigures {

  /** Linux tells CPU time in these, whatever the kernel's own clock (USER_HZ). */
  private static final double TICKS_PER_SECOND = 100;

  private ProcessFigures() {}

  /** CPU seconds. */
  record Cpu(double user, double system) {
    double total() {
      return user + system;
    }

    Cpu since(Cpu before) {
      return new Cpu(user - before.user, system - before.system);
    }
  }

  static Cpu cpu(List<Long> pids) throws IOException {
    double user = 0;
    double system = 0;
    for (long pid : pids) {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // Behind the command's name in parentheses, which may hold blanks; user time is field 14.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      user += Long.parseLong(fields[11]) / TICKS_PER_SECOND;
      system += Long.parseLong(fields[12]) / TICKS_PER_SECOND;
    }
    return new Cpu(user, system);
  }

  /** Proportional set size in MB: memory that is shared counts in parts. */
  static double pssMegabytes(List<Long> pids) throws IOException {
    return megabytes(pids, "smaps_rollup", "Pss:");
  }

  /** The most that was resident at any moment so far, in MB; the kernel keeps it for nothing. */
  static double peakMegabytes(List<Long> pids) throws IOException {
    return megabytes(pids, "status", "VmHWM:");
  }

  private static double megabytes(List<Long> pids, String file, String field) throws IOException {
    double sum = 0;
    for (long pid : pids) {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/" + file))) {
        if (line.startsWith(field)) {
          sum += Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
        }
      }
    }
    return sum;
  }
}
