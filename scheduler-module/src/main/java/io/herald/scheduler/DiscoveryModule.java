package io.herald.scheduler;

import static java.util.Objects.requireNonNull;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.OptionalBinder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a framework installs to get DiscoveryInfo on its tasks; the package's text has an example.
 */
public final class DiscoveryModule extends AbstractModule {

  private static final Logger log = LoggerFactory.getLogger(DiscoveryModule.class);

  private final DiscoveryOptions options;

  public DiscoveryModule(DiscoveryOptions options) {
    this.options = requireNonNull(options, "options");
  }

  @Override
  protected void configure() {
    options.warnings().forEach(log::warn);

    // The options, for the framework too: it takes FrameworkInfo.name from here.
    bind(DiscoveryOptions.class).toInstance(options);

    // What the framework calls for each TaskInfo.
    bind(DiscoveryInfoPopulator.class).in(Singleton.class);

    // How the job is found in a TaskInfo alone; a framework may bind its own reader over it.
    OptionalBinder.newOptionalBinder(binder(), LaunchedTaskReader.class)
        .setDefault()
        .to(WrittenTasks.class);

    // One count and one memory of logged jobs for all who populate.
    bind(DiscoveryDescriber.class).in(Singleton.class);
    bind(DiscoveryStats.class).toInstance(new DiscoveryStats());
  }
}
