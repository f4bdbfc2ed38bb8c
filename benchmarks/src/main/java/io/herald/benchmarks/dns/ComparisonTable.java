package io.herald.benchmarks.dns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** What each server's runs cost, in columns, and the ratios that Herald is judged by. */
final class ComparisonTable {

  static final String HERALD = "herald";

  private final Map<String, Map<String, List<Dnsperf.Result>>> rows = new LinkedHashMap<>();
  private final Set<String> columns = new LinkedHashSet<>();

  void add(String column, String server, List<Dnsperf.Result> runs) {
    columns.add(column);
    rows.computeIfAbsent(server, s -> new LinkedHashMap<>()).put(column, List.copyOf(runs));
  }

  /** The details of one column: medians of the rounds, and least and most CPU. */
  void print(String column) {
    System.out.printf(
        "%n%-10s %9s %13s %6s %6s %8s %8s %8s %6s  %s%n",
        column, "CPU-s/Mq", "min-max", "user", "sys", "qps", "avg us", "max us", "lost", "answers");
    rows.forEach(
        (server, cells) -> {
          List<Dnsperf.Result> runs = cells.getOrDefault(column, List.of());
          if (!runs.isEmpty()) {
            System.out.printf(
                "%-10s %9.2f %6.2f-%6.2f %6.2f %6.2f %8.0f %8.0f %8.0f %6.0f  %s%n",
                server,
                median(runs, Dnsperf.Result::cpu),
                runs.stream().mapToDouble(Dnsperf.Result::cpu).min().orElseThrow(),
                runs.stream().mapToDouble(Dnsperf.Result::cpu).max().orElseThrow(),
                median(runs, Dnsperf.Result::user),
                median(runs, Dnsperf.Result::system),
                median(runs, Dnsperf.Result::qps),
                median(runs, Dnsperf.Result::averageMicros),
                median(runs, Dnsperf.Result::maxMicros),
                runs.stream().mapToDouble(Dnsperf.Result::lost).sum(),
                runs.get(0).rcodes());
          }
        });
  }

  /** All columns beside each other, then the ratios. */
  void print() {
    System.out.printf("%n%-22s", "CPU-s per million");
    columns.forEach(column -> System.out.printf("%12s", column));
    System.out.println();
    rows.keySet().forEach(server -> row(server, column -> cpu(server, column)));
    List<String> peers = new ArrayList<>(rows.keySet());
    peers.remove(HERALD);
    peers.forEach(peer -> row(HERALD + " / " + peer, column -> ratio(column, peer)));
    peers.forEach(
        peer -> row("user part / " + peer, column -> user(HERALD, column) / user(peer, column)));
  }

  private double ratio(String column, String peer) {
    return cpu(HERALD, column) / cpu(peer, column);
  }

  private void row(String head, ToDoubleFunction<String> figure) {
    System.out.printf("%-22s", head);
    for (String column : columns) {
      double value = figure.applyAsDouble(column);
      System.out.printf("%12s", Double.isFinite(value) ? String.format("%.2f", value) : "-");
    }
    System.out.println();
  }

  /** NaN where that wasn't measured. */
  double cpu(String server, String column) {
    return median(runs(server, column), Dnsperf.Result::cpu);
  }

  private double user(String server, String column) {
    return median(runs(server, column), Dnsperf.Result::user);
  }

  private List<Dnsperf.Result> runs(String server, String column) {
    return rows.getOrDefault(server, Map.of()).getOrDefault(column, List.of());
  }

  private static double median(List<Dnsperf.Result> runs, ToDoubleFunction<Dnsperf.Result> figure) {
    double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length == 0
        ? Double.NaN
        : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
