package io.herald.benchmarks.dns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** What each server's runs cost, by mode and size, and the ratios that Herald is judged by. */
final class ComparisonTable {

  private static final String HERALD = "herald";

  /** A column: how was asked, and of how many tasks. */
  private record Column(Dnsperf.Mode mode, int tasks) {
    @Override
    public String toString() {
      return mode + " " + (tasks % 1000 == 0 ? tasks / 1000 + "k" : tasks);
    }
  }

  private final Map<String, Map<Column, List<Dnsperf.Result>>> rows = new LinkedHashMap<>();
  private final Set<Column> columns = new LinkedHashSet<>();

  void add(String server, Dnsperf.Mode mode, int tasks, List<Dnsperf.Result> runs) {
    Column column = new Column(mode, tasks);
    columns.add(column);
    rows.computeIfAbsent(server, s -> new LinkedHashMap<>()).put(column, runs);
  }

  /** The details of one column: medians of the rounds, and least and most CPU. */
  void printLast(Dnsperf.Mode mode, int tasks) {
    Column column = new Column(mode, tasks);
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
                median(runs, Dnsperf.Result::lost),
                runs.get(0).rcodes());
          }
        });
  }

  /** All columns beside each other, then the ratios. */
  void print() {
    System.out.printf("%n%-22s", "CPU-s per million");
    columns.forEach(column -> System.out.printf("%12s", column));
    System.out.println();
    for (String server : rows.keySet()) {
      row(server, column -> cpu(server, column));
    }
    for (String peer : rows.keySet()) {
      if (!peer.equals(HERALD)) {
        row("herald / " + peer, column -> ratio(column, peer));
      }
    }
    List<Column> udp = new ArrayList<>(columns);
    udp.removeIf(column -> column.mode() != Dnsperf.Mode.UDP);
    if (udp.size() > 1) {
      Column least = udp.get(0);
      Column most = udp.get(udp.size() - 1);
      System.out.printf(
          "%nherald: %s is %.2f x its own %s (at most 1.15 wanted)%n",
          most, cpu(HERALD, most) / cpu(HERALD, least), least);
    }
    System.out.println("wanted of herald / knot: UDP and EDNS at most 1.15, better 1.0; TCP 1.5");
  }

  private double ratio(Column column, String peer) {
    return cpu(HERALD, column) / cpu(peer, column);
  }

  private void row(String head, ToDoubleFunction<Column> figure) {
    System.out.printf("%-22s", head);
    for (Column column : columns) {
      double value = figure.applyAsDouble(column);
      System.out.printf("%12s", Double.isNaN(value) ? "-" : String.format("%.2f", value));
    }
    System.out.println();
  }

  /** NaN where that wasn't measured. */
  private double cpu(String server, Column column) {
    List<Dnsperf.Result> runs = rows.getOrDefault(server, Map.of()).getOrDefault(column, List.of());
    return runs.isEmpty() ? Double.NaN : median(runs, Dnsperf.Result::cpu);
  }

  private static double median(List<Dnsperf.Result> runs, ToDoubleFunction<Dnsperf.Result> figure) {
    double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
