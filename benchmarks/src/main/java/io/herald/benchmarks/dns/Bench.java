package io.herald.benchmarks.dns;

import io.herald.benchmarks.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One synthetic cluster of a measurement: its master as a process, its questions, its zone as a
 * file, in a folder of its own.
 */
final class Bench implements AutoCloseable {

  static final int MASTER_PORT = 15_050;
  static final int HERALD_PORT = 15_300;
  static final int HERALD_TLS_PORT = 15_340;
  static final int MESOS_DNS_PORT = 15_310;
  static final int KNOT_PORT = 15_320;
  static final int NSD_PORT = 15_330;
  static final int NSD_TLS_PORT = 15_350;
  static final int BIND_PORT = 15_360;
  static final int DNSMASQ_PORT = 15_370;
  static final int SINGLE_PORT = 15_380;
  static final int BATCH_PORT = 15_381;
  static final int UPSTREAM_PORT = 15_382;

  private static final int QUESTIONS = 100_000;

  final Path home;
  final Path folder;
  final Path questions;
  final Path zone;
  final SyntheticCluster cluster;
  final Peers peers;
  private final Process master;

  /**
   * @param share how many of the tasks are others in every second answer; 0 to 1
   * @param changesPerSecond changes on the event stream; 0 for none, and no stream
   */
  Bench(Path home, int tasks, double share, int changesPerSecond) throws IOException {
    Progress.say("a master of %,d tasks", tasks);
    this.home = home;
    this.folder = Files.createDirectories(home.resolve("target/bench-dns/" + tasks));
    this.questions = folder.resolve("questions");
    this.zone = folder.resolve("mesos.zone");
    this.peers = new Peers(folder);
    this.cluster = SyntheticCluster.of(tasks);
    QueryFile.write(cluster, QUESTIONS, questions);
    this.master =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SyntheticMaster.class.getName(),
                Integer.toString(MASTER_PORT),
                Integer.toString(tasks),
                Double.toString(share),
                Integer.toString(changesPerSecond))
            .redirectError(folder.resolve("master.log").toFile())
            .start();
    if (master.getInputStream().read() < 0) {
      throw new IOException("the synthetic master has ended; see " + folder + "/master.log");
    }
  }

  /** A question that is answered with a record as soon as the whole cluster is known. */
  String provingQuestion() {
    return QueryFile.service(cluster.tasks().get(cluster.tasks().size() - 1)) + " A";
  }

  MeasuredServer herald(int refreshSeconds) throws IOException {
    return MeasuredServer.herald(home, folder, HERALD_PORT, MASTER_PORT, refreshSeconds);
  }

  /** One that answers over TLS as well, at other ports. */
  MeasuredServer heraldOverTls(int refreshSeconds) throws IOException {
    return MeasuredServer.heraldOverTls(home, folder, HERALD_TLS_PORT, MASTER_PORT, refreshSeconds);
  }

  /** One that forwards what is outside its zone to the upstream. */
  MeasuredServer heraldForwarding(int cached) throws IOException {
    return MeasuredServer.heraldForwarding(
        home, folder, HERALD_PORT, MASTER_PORT, UPSTREAM_PORT, cached);
  }

  /** Has a Herald of its own write the zone that it serves. */
  void writeZone() throws IOException {
    Progress.say("the zone, as Herald serves it");
    try (MeasuredServer herald = herald(3600)) {
      herald.awaitAnswer(provingQuestion());
      URI axfr = URI.create("http://127.0.0.1:" + (HERALD_PORT + 1) + "/v1/axfr");
      try (InputStream body = axfr.toURL().openStream()) {
        System.out.printf(
            "%n%,d tasks: the zone has %,d records%n",
            cluster.tasks().size(), ZoneFileWriter.write(body, zone));
      }
    }
  }

  /** A server that isn't running yet. */
  @FunctionalInterface
  interface Starter {
    MeasuredServer start() throws IOException;
  }

  /** Herald, Mesos-DNS if it is there, NSD, Knot. */
  List<Starter> all(int refreshSeconds) {
    List<Starter> all = new ArrayList<>();
    all.add(() -> herald(refreshSeconds));
    mesosDns(refreshSeconds).ifPresent(all::add);
    all.add(() -> peers.nsd(zone, NSD_PORT));
    all.add(() -> peers.knot(zone, KNOT_PORT));
    return all;
  }

  /** Those that answer over TLS: Herald, NSD, BIND. */
  List<Starter> allOverTls(int refreshSeconds) {
    return List.of(
        () -> heraldOverTls(refreshSeconds),
        () -> peers.nsdOverTls(zone, NSD_TLS_PORT),
        () -> peers.bindOverTls(zone, BIND_PORT));
  }

  /** Mesos-DNS, if the environment says where it is. */
  Optional<Starter> mesosDns(int refreshSeconds) {
    return Optional.ofNullable(System.getenv("MESOS_DNS"))
        .filter(binary -> !binary.isEmpty())
        .map(binary -> () -> peers.mesosDns(binary, MESOS_DNS_PORT, MASTER_PORT, refreshSeconds));
  }

  @Override
  public void close() {
    master.destroy();
    try {
      master.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
