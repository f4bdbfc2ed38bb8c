package io.herald.benchmarks.dns;

import io.herald.benchmarks.Progress;
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
 * UDP is measured at every size, and beside servers that do nothing with a datagram; the other
 * modes at the middle size, DNS over TLS beside NSD and BIND. At the largest size each server is
 * started alone first, and those that follow a master are watched over some readings of a state
 * that stays the same.
 *
 * <p>Usage: {@code Compare HOME FLOOR TASKS,… ROUNDS SECONDS MODE,…}. FLOOR is {@code floor.c},
 * compiled.
 */
public final class Compare {

  private static final int SERVER_CORE = 0;
  private static final int LOAD_CORE = 1;
  private static final int NEVER_SECONDS = 86_400;

  private final Path home;
  private final String floor;
  private final int rounds;
  private final int seconds;
  private final ComparisonTable table = new ComparisonTable();

  private Compare(Path home, String floor, int rounds, int seconds) {
    this.home = home;
    this.floor = floor;
    this.rounds = rounds;
    this.seconds = seconds;
  }

  public static void main(String[] args) throws IOException {
    Progress.endProcessesAtTheEnd();
    List<Integer> sizes = Arrays.stream(args[2].split(",", -1)).map(Integer::valueOf).toList();
    List<Dnsperf.Mode> modes =
        Arrays.stream(args[5].split(",", -1)).map(Dnsperf.Mode::valueOf).toList();
    Compare compare =
        new Compare(
            Path.of(args[0]), args[1], Integer.parseInt(args[3]), Integer.parseInt(args[4]));
    Machine.print(args[1]);
    int middle = sizes.get(sizes.size() / 2);
    for (int tasks : sizes) {
      List<Dnsperf.Mode> here =
          modes.stream().filter(m -> m == Dnsperf.Mode.UDP || tasks == middle).toList();
      compare.at(tasks, here, tasks == sizes.get(sizes.size() - 1));
    }
    compare.table.print();
    if (modes.contains(Dnsperf.Mode.UDP) && sizes.size() > 1) {
      compare.printGrowth(sizes.get(0), sizes.get(sizes.size() - 1));
    }
    System.out.println(
        "wanted of herald / knot: UDP and EDNS at most 1.0, user part 1.3; TCP 1.5;"
            + " of herald / nsd and / bind: DOT 0.8");
  }

  private void at(int tasks, List<Dnsperf.Mode> modes, boolean withScale) throws IOException {
    try (Bench bench = new Bench(home, tasks, 0, 0)) {
      bench.writeZone();
      if (withScale) {
        new Scale(bench).print();
      }
      List<Dnsperf.Mode> plain = modes.stream().filter(mode -> mode != Dnsperf.Mode.DOT).toList();
      if (!plain.isEmpty()) {
        measure(bench.all(NEVER_SECONDS), plain, bench);
      }
      if (modes.contains(Dnsperf.Mode.DOT)) {
        // Others than those above, which aren't set up for it.
        measure(bench.allOverTls(NEVER_SECONDS), List.of(Dnsperf.Mode.DOT), bench);
      }
    }
  }

  private void measure(List<Bench.Starter> starters, List<Dnsperf.Mode> modes, Bench bench)
      throws IOException {
    List<MeasuredServer> servers = new ArrayList<>();
    List<MeasuredServer> floors = new ArrayList<>();
    try {
      for (Bench.Starter starter : starters) {
        MeasuredServer server = starter.start();
        servers.add(server);
        Progress.say("%s with %,d tasks", server.name(), bench.cluster.tasks().size());
        server.awaitAnswer(bench.provingQuestion());
        server.pin(SERVER_CORE);
      }
      if (modes.contains(Dnsperf.Mode.UDP)) {
        floors.add(bench.peers.floor(floor, "single", Bench.SINGLE_PORT));
        floors.add(bench.peers.floor(floor, "batch", Bench.BATCH_PORT));
      }
      for (MeasuredServer server : floors) {
        server.awaitReply(bench.provingQuestion());
        server.pin(SERVER_CORE);
      }
      for (Dnsperf.Mode mode : modes) {
        List<MeasuredServer> asked = new ArrayList<>(servers);
        asked.addAll(mode == Dnsperf.Mode.UDP ? floors : List.of());
        measure(asked, mode, bench);
      }
    } finally {
      servers.forEach(MeasuredServer::close);
      floors.forEach(MeasuredServer::close);
    }
  }

  private void measure(List<MeasuredServer> servers, Dnsperf.Mode mode, Bench bench)
      throws IOException {
    Map<MeasuredServer, List<Dnsperf.Result>> results = new LinkedHashMap<>();
    String column = column(mode, bench.cluster.tasks().size());
    // The first round warms up and isn't counted.
    for (int round = 0; round <= rounds; round++) {
      Progress.say("%s, round %d of %d", column, round, rounds);
      for (MeasuredServer server : servers) {
        Dnsperf.Result result = Dnsperf.run(server, bench.questions, mode, seconds, LOAD_CORE);
        if (round > 0) {
          results.computeIfAbsent(server, s -> new ArrayList<>()).add(result);
        }
      }
    }
    results.forEach((server, runs) -> table.add(column, server.name(), runs));
    table.print(column);
  }

  private void printGrowth(int least, int most) {
    String small = column(Dnsperf.Mode.UDP, least);
    String large = column(Dnsperf.Mode.UDP, most);
    System.out.printf(
        "%nherald: %s is %.2f x its own %s (at most 1.15 wanted)%n",
        large,
        table.cpu(ComparisonTable.HERALD, large) / table.cpu(ComparisonTable.HERALD, small),
        small);
  }

  /** A column's head: how was asked, and of how many tasks. */
  private static String column(Dnsperf.Mode mode, int tasks) {
    return mode + " " + (tasks % 1000 == 0 ? tasks / 1000 + "k" : tasks);
  }
}
