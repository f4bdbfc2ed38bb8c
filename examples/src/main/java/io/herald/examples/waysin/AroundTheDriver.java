package io.herald.examples.waysin;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.OptionalBinder;
import io.herald.jobs.JobKey;
import io.herald.scheduler.DiscoveryInfoPopulator;
import io.herald.scheduler.DiscoveryModule;
import io.herald.scheduler.DiscoveryOptions;
import io.herald.scheduler.LaunchedTask;
import io.herald.scheduler.LaunchedTaskReader;
import io.herald.scheduler.TaskView;
import io.herald.scheduler.driver.PopulatingMesos;
import io.herald.scheduler.driver.PopulatingSchedulerDriver;
import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.mesos.Scheduler;
import org.apache.mesos.SchedulerDriver;
import org.apache.mesos.v1.scheduler.Mesos;

/**
 * Wraps the drivers of Mesos' Java bindings: the framework asks for a driver as before, and every
 * task that it launches has DiscoveryInfo, whether it launches it on that driver or on the one that
 * its callbacks get.
 *
 * <p>The one binding to change is that of the driver. The bindings call a scheduler with their own
 * driver, so that it has to be made here, for a scheduler that stands before the framework's:
 *
 * <pre>{@code
 * bind(SchedulerDriver.class).toInstance(new MesosSchedulerDriver(scheduler, framework, master));
 * // becomes
 * bind(new TypeLiteral<Function<Scheduler, SchedulerDriver>>() {})
 *     .annotatedWith(Native.class)
 *     .toInstance(s -> new MesosSchedulerDriver(s, framework, master));
 * }</pre>
 *
 * <p>Over the v1 API it is {@code Mesos} and {@code V1Mesos}, in the same way; a framework has one
 * of the two, and leaves out the other's provider. The bindings' classes need libmesos; nothing
 * here does.
 */
public final class AroundTheDriver extends AbstractModule {

  /** Makes the driver that talks to Mesos. */
  @Qualifier
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Native {}

  private final DiscoveryOptions options;

  public AroundTheDriver(DiscoveryOptions options) {
    this.options = options;
  }

  @Override
  protected void configure() {
    install(new DiscoveryModule(options));

    // Only if the tasks carry neither Herald's nor Aurora's data, and more is known of them than
    // a name: here a label says the app, and the first port is its web server's.
    OptionalBinder.newOptionalBinder(binder(), LaunchedTaskReader.class)
        .setBinding()
        .toInstance(AroundTheDriver::read);
  }

  @Provides
  @Singleton
  SchedulerDriver driver(
      Scheduler scheduler,
      @Native Function<Scheduler, SchedulerDriver> factory,
      DiscoveryInfoPopulator discovery) {
    return PopulatingSchedulerDriver.around(scheduler, factory, discovery);
  }

  @Provides
  @Singleton
  Mesos mesos(
      org.apache.mesos.v1.scheduler.Scheduler scheduler,
      @Native Function<org.apache.mesos.v1.scheduler.Scheduler, Mesos> factory,
      DiscoveryInfoPopulator discovery) {
    return PopulatingMesos.around(scheduler, factory, discovery);
  }

  private static Optional<LaunchedTask> read(TaskView task) {
    Map<String, Integer> ports = new TreeMap<>();
    task.portNumbers().stream().findFirst().ifPresent(number -> ports.put("http", number));
    return task.labels().stream()
        .filter(label -> label.key().equals("app"))
        .findFirst()
        .map(
            label ->
                LaunchedTask.plain(new JobKey("west", "apps", "prod", label.value()), 0, ports));
  }
}
