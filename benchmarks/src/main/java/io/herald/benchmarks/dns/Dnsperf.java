package io.herald.benchmarks.dns;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of dnsperf on the last core, as fast as the server answers, and what it cost the server.
 */
final class Dnsperf {

  /** How questions are asked. */
  enum Mode {
    UDP("udp"),
    EDNS("udp"),
    TCP("tcp"),
    DOT("dot");

    private final String transport;

    Mode(String transport) {
      this.transport = transport;
    }
  }

  /**
   * A run's figures.
   *
   * @param user CPU seconds of the server for each million of answers
   * @param system the same, in the kernel
   * @param lost questions without an answer
   */
  record Result(
      double user,
      double system,
      double qps,
      double averageMicros,
      double maxMicros,
      long lost,
      String rcodes) {
    double cpu() {
      return user + system;
    }
  }

  private Dnsperf() {}

  /** Asks so long, as often as it takes. */
  static Result run(MeasuredServer server, Path questions, Mode mode, int seconds, int core)
      throws IOException {
    return run(server, questions, mode, core, "200", "-l", Integer.toString(seconds));
  }

  /** Asks each question so often over UDP, one pass after the other, at most 100 at a time. */
  static Result passes(MeasuredServer server, Path questions, int passes, int core)
      throws IOException {
    return run(server, questions, Mode.UDP, core, "100", "-n", Integer.toString(passes));
  }

  private static Result run(
      MeasuredServer server, Path questions, Mode mode, int core, String atOnce, String... length)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("taskset", "-c", Integer.toString(core), "dnsperf", "-s", "127.0.0.1"));
    command.addAll(List.of("-p", Integer.toString(server.port(mode)), "-d", questions.toString()));
    command.addAll(List.of(length));
    command.addAll(List.of("-c", "10", "-T", "1", "-q", atOnce, "-W", "-m", mode.transport));
    if (mode == Mode.EDNS) {
      command.add("-e");
    }
    ProcessFigures.Cpu before = ProcessFigures.cpu(server.pids());
    String output = Commands.run(command.toArray(new String[0]));
    ProcessFigures.Cpu used = ProcessFigures.cpu(server.pids()).since(before);
    double millions = number(output, "Queries completed:\\s+(\\d+)") / 1e6;
    return new Result(
        used.user() / millions,
        used.system() / millions,
        number(output, "per second:\\s+([\\d.]+)"),
        1e6 * number(output, "Average Latency \\(s\\):\\s+([\\d.]+)"),
        1e6 * number(output, "max ([\\d.]+)\\)"),
        (long) number(output, "Queries lost:\\s+(\\d+)"),
        find(output, "Response codes:\\s+(.*)"));
  }

  private static double number(String output, String pattern) throws IOException {
    return Double.parseDouble(find(output, pattern));
  }

  private static String find(String output, String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(output);
    if (!matcher.find()) {
      throw new IOException("dnsperf didn't print " + pattern + ": " + output);
    }
    return matcher.group(1);
  }
}
