package io.herald.benchmarks.dns;

import io.herald.benchmarks.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Names outside the zone, by Herald and by dnsmasq from the same upstream: each asked once, so that
 * the upstream is asked, and then again and again, so that the cache answers. Each round has names
 * of its own; the first warms up and isn't counted. The servers run on core 0, dnsperf and the
 * upstream on core 1.
 *
 * <p>Usage: {@code Forwarding HOME FLOOR NAMES ROUNDS}. FLOOR is {@code floor.c}, compiled.
 */
public final class Forwarding {

  private static final int SERVER_CORE = 0;
  private static final int LOAD_CORE = 1;
  private static final int TASKS = 1000;
  private static final int PASSES_AGAIN = 10;

  private Forwarding() {}

  public static void main(String[] args) throws IOException {
    Progress.endProcessesAtTheEnd();
    int names = Integer.parseInt(args[2]);
    int rounds = Integer.parseInt(args[3]);
    int cached = 2 * names * (rounds + 1);
    Machine.print(args[1]);
    List<MeasuredServer> servers = new ArrayList<>();
    try (Bench bench = new Bench(Path.of(args[0]), TASKS, 0, 0);
        MeasuredServer upstream = bench.peers.floor(args[1], "upstream", Bench.UPSTREAM_PORT)) {
      upstream.awaitAnswer(name(0, 0));
      upstream.pin(LOAD_CORE);
      servers.add(bench.heraldForwarding(cached));
      servers.add(bench.peers.dnsmasq(Bench.DNSMASQ_PORT, Bench.UPSTREAM_PORT, cached));
      servers.get(0).awaitAnswer(bench.provingQuestion());
      for (MeasuredServer server : servers) {
        server.awaitAnswer("first.example A");
        server.pin(SERVER_CORE);
      }
      measure(servers, bench, names, rounds);
    } finally {
      servers.forEach(MeasuredServer::close);
    }
  }

  private static void measure(List<MeasuredServer> servers, Bench bench, int names, int rounds)
      throws IOException {
    Map<MeasuredServer, List<Dnsperf.Result>> once = new LinkedHashMap<>();
    Map<MeasuredServer, List<Dnsperf.Result>> again = new LinkedHashMap<>();
    for (int round = 0; round <= rounds; round++) {
      Progress.say("%,d names, round %d of %d", names, round, rounds);
      Path questions = bench.folder.resolve("outside");
      int number = round;
      Files.write(questions, IntStream.range(0, names).mapToObj(i -> name(number, i)).toList());
      for (MeasuredServer server : servers) {
        Dnsperf.Result first = Dnsperf.passes(server, questions, 1, LOAD_CORE);
        Dnsperf.Result later = Dnsperf.passes(server, questions, PASSES_AGAIN, LOAD_CORE);
        if (round > 0) {
          once.computeIfAbsent(server, s -> new ArrayList<>()).add(first);
          again.computeIfAbsent(server, s -> new ArrayList<>()).add(later);
        }
      }
    }
    ComparisonTable table = new ComparisonTable();
    once.forEach((server, runs) -> table.add("once", server.name(), runs));
    again.forEach((server, runs) -> table.add("again", server.name(), runs));
    table.print("once");
    table.print("again");
    table.print();
    for (MeasuredServer server : servers) {
      System.out.printf(
          "%s: PSS %.0f MB with %,d answers cached%n",
          server.name(), ProcessFigures.pssMegabytes(server.pids()), names * (rounds + 1));
    }
  }

  private static String name(int round, int number) {
    return "host" + number + ".round" + round + ".example A";
  }
}
