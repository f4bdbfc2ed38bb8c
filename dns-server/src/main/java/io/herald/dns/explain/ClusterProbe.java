package io.herald.dns.explain;

import io.herald.catalog.Change;
import io.herald.catalog.SourceStatus;
import io.herald.catalog.follow.ClusterFollower;
import io.herald.catalog.follow.FollowScope;
import io.herald.catalog.follow.FollowSettings;
import io.herald.catalog.model.Masters;
import io.herald.dns.naming.Naming;
import io.herald.dns.naming.names.NameProblem;
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
 * Looks at a cluster once: what the naming makes of it, without a zone or sockets. Nothing goes on
 * afterwards.
 */
public final class ClusterProbe {

  private static final Logger log = LoggerFactory.getLogger(ClusterProbe.class);

  /** For what follows the snapshot: which master leads, and the addresses of hosts with names. */
  private static final Duration REST = Duration.ofSeconds(5);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private ClusterProbe() {}

  /**
   * The names in the cluster.
   *
   * @param follow which cluster; its snapshot on disk is not used
   * @param names how they are made
   * @param patience how long the masters are waited for
   * @throws IOException if they gave no snapshot by then; the message says what was tried
   * @throws IllegalArgumentException if a file of the settings can't be used
   */
  public static NamingSnapshot at(FollowSettings follow, NamingOptions names, Duration patience)
      throws IOException, InterruptedException {
    Loaded loaded = new Loaded();
    Duration refresh = follow.masters().refresh();
    try (ClusterFollower cluster =
            ClusterFollower.open(follow.withoutSnapshot(), FollowScope.create());
        SystemHostResolver resolver = new SystemHostResolver(refresh);
        SystemHostResolver announced = new SystemHostResolver(refresh)) {
      Services services =
          new Services(
              names.services(),
              resolver,
              cluster
                  .announcements()
                  .map(sets -> new Services.FollowedSets(sets.root(), announced)),
              new ProblemBook(NameProblem.REPORTED));
      Naming naming = new Naming(names, services, loaded);
      services.subscribe(naming);
      cluster.catalog().subscribe(services);
      CountDownLatch leader = new CountDownLatch(1);
      cluster
          .catalog()
          .subscribe(
              batch -> {
                if (batch.changes().stream().anyMatch(ClusterProbe::namesLeader)) {
                  leader.countDown();
                }
              });
      cluster.start();
      if (!loaded.latch.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "no snapshot of the cluster within "
                + patience.toSeconds()
                + " s: "
                + cluster.sources().stream()
                    .flatMap(source -> trouble(source).stream())
                    .collect(Collectors.joining("; ")));
      }
      long until = System.nanoTime() + REST.toNanos();
      if (!leader.await(REST.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("no master reports which one leads; the leader's names are left out");
      }
      while (!(resolver.isSettled() && announced.isSettled()) && System.nanoTime() < until) {
        TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
      }
      return naming.snapshot();
    }
  }

  private static boolean namesLeader(Change change) {
    return change.after().isPresent()
        && change.after().get() instanceof Masters masters
        && masters.leader().isPresent();
  }

  private static List<String> trouble(SourceStatus source) {
    return List.of(source.name() + ": " + source.trouble().orElse("no answer yet"));
  }

  /** Waits for the whole snapshot; the records are of no interest. */
  private static final class Loaded implements ZoneWriter {
    private final CountDownLatch latch = new CountDownLatch(1);

    @Override
    public void apply(Iterable<Contribution> removed, Iterable<Contribution> added) {
      // An explanation makes the records of its name once more.
    }

    @Override
    public void loaded() {
      latch.countDown();
    }
  }
}
