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
import io.herald.scheduler.TaskReader;
import io.herald.scheduler.TaskView;
import io.herald.scheduler.driver.PopulatingMesos;
import io.herald.scheduler.driver.PopulatingSchedulerDriver;
import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.mesos.SchedulerDriver;
import org.apache.mesos.v1.scheduler.Mesos;

/**
 * Wraps the drivers of Mesos' Java bindings: the framework asks for a driver as before, and every
 * task that it launches through it has DiscoveryInfo.
 *
 * <p>The one binding to change is that of the driver: {@code bind(SchedulerDriver.class)} becomes
 * {@code bind(SchedulerDriver.class).annotatedWith(Native.class)}, to the same {@code
 * MesosSchedulerDriver} (or, over the v1 API, {@code Mesos} and {@code V1Mesos}). That class needs
 * libmesos; nothing here does.
 */
public final class AroundTheDriver extends AbstractModule {

  /** The driver that talks to Mesos. */
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
    OptionalBinder.newOptionalBinder(binder(), TaskReader.class)
        .setBinding()
        .toInstance(AroundTheDriver::read);
  }

  @Provides
  @Singleton
  SchedulerDriver driver(@Native SchedulerDriver driver, DiscoveryInfoPopulator discovery) {
    return new PopulatingSchedulerDriver(driver, discovery);
  }

  @Provides
  @Singleton
  Mesos mesos(@Native Mesos mesos, DiscoveryInfoPopulator discovery) {
    return new PopulatingMesos(mesos, discovery);
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
