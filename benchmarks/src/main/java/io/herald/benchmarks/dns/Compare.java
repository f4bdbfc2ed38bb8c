package io.herald.benchmarks.dns;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Herald beside Knot, NSD and (if {@code MESOS_DNS} says where it is) Mesos-DNS: the same zone, the
 * same questions, one after the other round by round, each server on core 0 and dnsperf on core 1.
 * Prints the medians and the ratio of the CPU time to Knot's.
 *
 * <p>Usage: {@code Compare HOME TASKS,… ROUNDS SECONDS MODE,…}.
 */
public final class Compare {

  private static final int SERVER_CORE = 0;
  private static final int LOAD_CORE = 1;

  private Compare() {}

  public static void main(String[] args) throws IOException {
    Path home = Path.of(args[0]);
    int rounds = Integer.parseInt(args[2]);
    int seconds = Integer.parseInt(args[3]);
    List<Dnsperf.Mode> modes =
        Arrays.stream(args[4].split(",", -1)).map(Dnsperf.Mode::valueOf).toList();
    for (String tasks : args[1].split(",", -1)) {
      try (Bench bench = new Bench(home, Integer.parseInt(tasks), 0, 0)) {
        System.out.printf("%n%s tasks: ", tasks);
        bench.writeZone();
        compare(bench, rounds, seconds, modes);
      }
    }
  }

  private static void compare(Bench bench, int rounds, int seconds, List<Dnsperf.Mode> modes)
      throws IOException {
    List<NameServer> servers = new ArrayList<>();
    try {
      System.out.printf(
          "%-10s %12s %10s %10s %8s%n", "start", "to serving s", "CPU user", "CPU sys", "PSS MB");
      start(servers, bench.herald(3600), bench);
      for (String binary : bench.mesosDns()) {
        start(
            servers,
            NameServer.mesosDns(
                binary, bench.folder, Bench.MESOS_DNS_PORT, Bench.MASTER_PORT, 3600),
            bench);
      }
      start(servers, NameServer.nsd(bench.folder, bench.zone, Bench.NSD_PORT), bench);
      start(servers, NameServer.knot(bench.folder, bench.zone, Bench.KNOT_PORT), bench);
      for (NameServer server : servers) {
        server.pin(SERVER_CORE);
      }
      for (Dnsperf.Mode mode : modes) {
        Map<NameServer, List<Dnsperf.Result>> results = new LinkedHashMap<>();
        servers.forEach(server -> results.put(server, new ArrayList<>()));
        // The first round warms up and isn't counted.
        for (int round = 0; round <= rounds; round++) {
          for (NameServer server : servers) {
            Dnsperf.Result result = Dnsperf.run(server, bench.questions, mode, seconds, LOAD_CORE);
            if (round > 0) {
              results.get(server).add(result);
            }
          }
        }
        print(mode, results);
      }
    } finally {
      servers.forEach(NameServer::close);
    }
  }

  private static void start(List<NameServer> servers, NameServer server, Bench bench)
      throws IOException {
    servers.add(server);
    double seconds = server.awaitAnswer(bench.provingQuestion());
    ProcessFigures.Cpu cpu = ProcessFigures.cpu(server.pids());
    System.out.printf(
        "%-10s %12.2f %10.2f %10.2f %8.0f%n",
        server.name(),
        seconds,
        cpu.user(),
        cpu.system(),
        ProcessFigures.pssMegabytes(server.pids()));
  }

  private static void print(Dnsperf.Mode mode, Map<NameServer, List<Dnsperf.Result>> results)
      throws IOException {
    double knot = 0;
    for (Map.Entry<NameServer, List<Dnsperf.Result>> entry : results.entrySet()) {
      if (entry.getKey().name().equals("knot")) {
        knot = median(entry.getValue(), Dnsperf.Result::cpu);
      }
    }
    System.out.printf(
        "%-10s %9s %11s %6s %6s %8s %8s %8s %6s %7s %8s  %s%n",
        mode,
        "CPU-s/Mq",
        "min-max",
        "user",
        "sys",
        "qps",
        "avg us",
        "max us",
        "lost",
        "PSS MB",
        "x knot",
        "answers");
    for (Map.Entry<NameServer, List<Dnsperf.Result>> entry : results.entrySet()) {
      List<Dnsperf.Result> runs = entry.getValue();
      double cpu = median(runs, Dnsperf.Result::cpu);
      System.out.printf(
          "%-10s %9.2f %5.2f-%5.2f %6.2f %6.2f %8.0f %8.0f %8.0f %6.0f %7.0f %8.2f  %s%n",
          entry.getKey().name(),
          cpu,
          runs.stream().mapToDouble(Dnsperf.Result::cpu).min().orElseThrow(),
          runs.stream().mapToDouble(Dnsperf.Result::cpu).max().orElseThrow(),
          median(runs, Dnsperf.Result::user),
          median(runs, Dnsperf.Result::system),
          median(runs, Dnsperf.Result::qps),
          median(runs, Dnsperf.Result::averageMicros),
          median(runs, Dnsperf.Result::maxMicros),
          median(runs, Dnsperf.Result::lost),
          ProcessFigures.pssMegabytes(entry.getKey().pids()),
          cpu / knot,
          runs.get(0).rcodes());
    }
  }

  private static double median(List<Dnsperf.Result> runs, ToDoubleFunction<Dnsperf.Result> figure) {
    double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
