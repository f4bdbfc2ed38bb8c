package io.herald.dns.server;

import io.herald.catalog.Change;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.follow.ClusterFollower;
import io.herald.catalog.follow.FollowScope;
import io.herald.catalog.follow.FollowSettings;
import io.herald.catalog.model.Masters;
import io.herald.dns.config.DnsConfig;
import io.herald.dns.naming.Naming;
import io.herald.dns.naming.names.NameProblem;
import io.herald.dns.naming.options.NameServer;
import io.herald.dns.naming.options.NamingOptions;
import io.herald.dns.naming.records.ZoneWriter;
import io.herald.dns.naming.view.NamingSnapshot;
import io.herald.dns.record.Contribution;
import io.herald.services.Services;
import io.herald.services.lookup.SystemHostResolver;
import io.herald.services.problem.ProblemBook;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at a cluster: what the naming makes of it, without a zone, sockets or anything that goes
 * on afterwards.
 */
public final class ClusterProbe {

  private static final Logger log = LoggerFactory.getLogger(ClusterProbe.class);

  /** For what comes after the picture: who leads, and the addresses of hosts that have names. */
  private static final Duration REST = Duration.ofSeconds(5);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private ClusterProbe() {}

  /**
   * The cluster's picture.
   *
   * @param patience how long the masters are waited for
   * @throws IOException if they gave no picture by then; the message says what was tried
   * @throws IllegalArgumentException if a file or host of the configuration is no good
   */
  public static NamingSnapshot at(DnsConfig config, Duration patience)
      throws IOException, InterruptedException {
    Loaded loaded = new Loaded();
    FollowSettings following = config.follow().withoutSnapshot();
    try (ClusterFollower cluster = ClusterFollower.open(following, FollowScope.create());
        SystemHostResolver resolver = new SystemHostResolver(config.follow().masters().refresh());
        SystemHostResolver announced =
            new SystemHostResolver(config.follow().masters().refresh())) {
      NamingOptions names =
          config.naming().orServer(new NameServer(config.zone().primary().toString(), List.of()));
      Services services =
          new Services(
              names.services(),
              resolver,
              cluster.announcements().map(sets -> new Services.ServerSets(sets.root(), announced)),
              new ProblemBook(NameProblem.REPORTED));
      Naming naming = new Naming(names, services, loaded);
      services.subscribe(naming);
      cluster.catalog().subscribe(services);
      CountDownLatch leader = new CountDownLatch(1);
      cluster
          .catalog()
          .subscribe(
              batch -> {
                if (batch.changes().stream().anyMatch(ClusterProbe::tellsLeader)) {
                  leader.countDown();
                }
              });
      cluster.start();
      if (!loaded.latch.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "no picture of the cluster within "
                + patience.toSeconds()
                + " s: "
                + cluster.sources().stream()
                    .flatMap(source -> trouble(source).stream())
                    .collect(Collectors.joining("; ")));
      }
      long until = System.nanoTime() + REST.toNanos();
      if (!leader.await(REST.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("nobody says which master leads; its names are left out");
      }
      while (!(resolver.isSettled() && announced.isSettled()) && System.nanoTime() < until) {
        TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
      }
      return naming.snapshot();
    }
  }

  private static boolean tellsLeader(Change change) {
    return change.after().isPresent()
        && change.after().get() instanceof Masters masters
        && masters.leader().isPresent();
  }

  private static List<String> trouble(SourceStatus source) {
    return List.of(source.name() + ": " + source.trouble().orElse("nothing was heard yet"));
  }

  /** Waits for the whole picture; the records are of no interest. */
  private static final class Loaded implements ZoneWriter {
    private final CountDownLatch latch = new CountDownLatch(1);

    @Override
    public void apply(Iterable<Contribution> removed, Iterable<Contribution> added) {
      // Who asks for an explanation gets the records made once more.
    }

    @Override
    public void loaded() {
      latch.countDown();
    }
  }
}
