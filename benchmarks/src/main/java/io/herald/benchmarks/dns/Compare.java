package io.herald.benchmarks.dns;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Herald beside Knot, NSD and (if {@code MESOS_DNS} says where it is) Mesos-DNS: the same zone, the
 * same questions, one after the other round by round, each server on core 0 and dnsperf on core 1.
 * UDP is measured at every size, the other modes at the middle one. At the largest size each server
 * is started alone first, and those that follow a master are watched over some readings of a state
 * that stays the same.
 *
 * <p>Usage: {@code Compare HOME TASKS,… ROUNDS SECONDS MODE,…}.
 */
public final class Compare {

  private static final int SERVER_CORE = 0;
  private static final int LOAD_CORE = 1;
  private static final int NEVER_SECONDS = 86_400;

  private final Path home;
  private final int rounds;
  private final int seconds;
  private final ComparisonTable table = new ComparisonTable();

  private Compare(Path home, int rounds, int seconds) {
    this.home = home;
    this.rounds = rounds;
    this.seconds = seconds;
  }

  public static void main(String[] args) throws IOException {
    List<Integer> sizes = Arrays.stream(args[1].split(",", -1)).map(Integer::valueOf).toList();
    List<Dnsperf.Mode> modes =
        Arrays.stream(args[4].split(",", -1)).map(Dnsperf.Mode::valueOf).toList();
    Compare compare =
        new Compare(Path.of(args[0]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
    int middle = sizes.get(sizes.size() / 2);
    for (int tasks : sizes) {
      List<Dnsperf.Mode> here =
          modes.stream().filter(m -> m == Dnsperf.Mode.UDP || tasks == middle).toList();
      compare.at(tasks, here, tasks == sizes.get(sizes.size() - 1));
    }
    compare.table.print();
  }

  private void at(int tasks, List<Dnsperf.Mode> modes, boolean withScale) throws IOException {
    try (Bench bench = new Bench(home, tasks, 0, 0)) {
      bench.writeZone();
      if (withScale) {
        new Scale(bench).print();
      }
      List<MeasuredServer> servers = new ArrayList<>();
      try {
        start(servers, bench);
        for (Dnsperf.Mode mode : modes) {
          if (mode != Dnsperf.Mode.DOT) {
            measure(servers, mode, bench);
          }
        }
      } finally {
        servers.forEach(MeasuredServer::close);
      }
      if (modes.contains(Dnsperf.Mode.DOT)) {
        // Of these servers Herald alone is set up for it.
        try (MeasuredServer herald = bench.heraldOverTls(NEVER_SECONDS)) {
          await(herald, bench);
          measure(List.of(herald), Dnsperf.Mode.DOT, bench);
        }
      }
    }
  }

  private static void start(List<MeasuredServer> servers, Bench bench) throws IOException {
    for (Bench.Starter starter : bench.all(NEVER_SECONDS)) {
      MeasuredServer server = starter.start();
      servers.add(server);
      await(server, bench);
    }
  }

  private static void await(MeasuredServer server, Bench bench) throws IOException {
    server.awaitAnswer(bench.provingQuestion());
    server.pin(SERVER_CORE);
  }

  private void measure(List<MeasuredServer> servers, Dnsperf.Mode mode, Bench bench)
      throws IOException {
    Map<MeasuredServer, List<Dnsperf.Result>> results = new LinkedHashMap<>();
    // The first round warms up and isn't counted.
    for (int round = 0; round <= rounds; round++) {
      for (MeasuredServer server : servers) {
        Dnsperf.Result result = Dnsperf.run(server, bench.questions, mode, seconds, LOAD_CORE);
        if (round > 0) {
          results.computeIfAbsent(server, s -> new ArrayList<>()).add(result);
        }
      }
    }
    int tasks = bench.cluster.tasks().size();
    results.forEach((server, runs) -> table.add(server.name(), mode, tasks, runs));
    table.printLast(mode, tasks);
  }
}
