package io.herald.examples.framework;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Singleton;
import com.google.inject.TypeLiteral;
import io.herald.jobs.Launchable;
import io.herald.mesos.client.Connection;
import io.herald.runtime.time.MonotonicClock;
import io.herald.scheduler.DiscoveryModule;
import io.herald.scheduler.DiscoveryOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** What a framework with DiscoveryInfo is wired of: its own parts, and the scheduler module. */
public final class FrameworkModule extends AbstractModule {

  private final FrameworkOptions options;
  private final DiscoveryOptions discovery;
  private final List<Launchable> jobs;
  private final Connection masters;

  public FrameworkModule(
      FrameworkOptions options, DiscoveryOptions discovery, List<? extends Launchable> jobs) {
    this(options, discovery, jobs, Connection.plain());
  }

  /**
   * Makes a module.
   *
   * @param masters how they are talked to: login, TLS
   */
  public FrameworkModule(
      FrameworkOptions options,
      DiscoveryOptions discovery,
      List<? extends Launchable> jobs,
      Connection masters) {
    this.masters = masters;
    this.options = options;
    this.discovery = discovery;
    this.jobs = List.copyOf(jobs);
  }

  /**
   * The framework that the options describe, not started.
   *
   * @throws IllegalArgumentException with a sentence, if the file of its id can't be used
   */
  public static ExampleFramework framework(
      FrameworkOptions options, DiscoveryOptions discovery, List<? extends Launchable> jobs) {
    return framework(options, discovery, jobs, Connection.plain());
  }

  /**
   * As {@link #framework(FrameworkOptions, DiscoveryOptions, List)}, at masters that ask for more.
   */
  public static ExampleFramework framework(
      FrameworkOptions options,
      DiscoveryOptions discovery,
      List<? extends Launchable> jobs,
      Connection masters) {
    // Here, and not while Guice makes it: what Guice says of a mistake fills a screen.
    checkIdFile(options.frameworkIdFile());
    return Guice.createInjector(new FrameworkModule(options, discovery, jobs, masters))
        .getInstance(ExampleFramework.class);
  }

  /**
   * Checks that the file of the framework's id can be used.
   *
   * @throws IllegalArgumentException with a sentence
   */
  public static void checkIdFile(Optional<Path> file) {
    new FrameworkIds(file).read();
  }

  @Override
  protected void configure() {
    // DiscoveryInfoPopulator, for the task factory: all that DiscoveryInfo takes.
    install(new DiscoveryModule(discovery));

    // The framework's own options.
    bind(FrameworkOptions.class).toInstance(options);
    bind(Connection.class).toInstance(masters);
    bind(Clock.class).toInstance(MonotonicClock.startingNow());
    bind(new TypeLiteral<List<Launchable>>() {}).toInstance(jobs);

    bind(Tasks.class).in(Singleton.class);
    bind(ExampleFramework.class).in(Singleton.class);
  }
}
