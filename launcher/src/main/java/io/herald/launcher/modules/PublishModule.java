package io.herald.launcher.modules;

import static java.util.Objects.requireNonNull;

import io.herald.dns.server.ServedCluster;
import io.herald.dns.server.ServiceModule;
import io.herald.launcher.publishing.ZoneNames;
import io.herald.publish.PublishService;
import io.herald.publish.config.PublishParameters;
import io.herald.publish.config.PublishPlan;
import io.herald.publish.config.PublishProblem;
import io.herald.publish.keys.PublishRules;
import io.herald.publish.writer.PublishSource;
import io.herald.runtime.metrics.Metric;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.services.problem.ProblemBook;
import io.herald.settings.SettingsSection;
import io.herald.watch.LiveServices;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The zone's services as SkyDNS' keys in etcd, if {@code publishEtcd} says where. */
final class PublishModule implements ServiceModule<Optional<PublishPlan>> {

  private static final Logger log = LoggerFactory.getLogger(PublishModule.class);

  private static final int LONGEST_END_SECONDS = 15;

  private final LiveServices live;
  private final PublishService service = new PublishService(PublishService.self());
  private final ProblemBook problems = new ProblemBook(List.of(PublishProblem.values()));

  /** A publisher ends in order, for which a reload doesn't wait. */
  private final NamedScheduler changes =
      new NamedScheduler("publishing", new ThreadPoolExecutor.DiscardPolicy());

  /** Whether there was a publisher ever; before that there is nothing to end. */
  private volatile boolean publishes;

  PublishModule(LiveServices live) {
    this.live = requireNonNull(live, "live");
  }

  @Override
  public String name() {
    return "publish";
  }

  @Override
  public SettingsSection<Optional<PublishPlan>> parameters() {
    return PublishParameters.BESIDE_DNS;
  }

  @Override
  public List<Metric> metrics() {
    return service.metrics();
  }

  @Override
  public Optional<ProblemBook> problems() {
    return Optional.of(problems);
  }

  @Override
  public void serve(ServedCluster served, Optional<PublishPlan> plan) {
    if (plan.isEmpty() && !publishes) {
      return;
    }
    publishes = true;
    PublishSource source =
        new PublishSource(
            live,
            () -> served.status().loaded(),
            new PublishRules(
                new ZoneNames(served.naming()),
                served.publication(),
                served.addressSources(),
                served.ttl()),
            problems);
    Optional<PublishService.Wanted> wanted =
        plan.map(
            one ->
                new PublishService.Wanted(
                    one.etcd(), one.choices().in(served.naming().domain()), source));
    changes.execute(() -> service.use(wanted));
  }

  @Override
  public void close() {
    if (publishes) {
      changes.execute(service::close);
    }
    changes.shutdown();
    try {
      if (!changes.awaitTermination(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
        log.warn("the publisher didn't end within {} s", LONGEST_END_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
