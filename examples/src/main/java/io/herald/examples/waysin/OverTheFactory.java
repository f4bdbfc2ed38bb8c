package io.herald.examples.waysin;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import com.google.inject.util.Modules;
import io.herald.examples.waysin.ExistingModule.ExistingTasks;
import io.herald.jobs.JobKey;
import io.herald.scheduler.DiscoveryInfoPopulator;
import io.herald.scheduler.DiscoveryModule;
import io.herald.scheduler.DiscoveryOptions;
import io.herald.scheduler.LaunchedTask;
import jakarta.inject.Inject;
import java.util.Map;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskInfo;

/**
 * Binds over a factory that can't be changed: the framework's module stays as it is, and its
 * binding of {@link TaskFactory} gives way to one that asks the old factory and then the populator.
 */
public final class OverTheFactory extends AbstractModule {

  /** The framework's modules with DiscoveryInfo on every task. */
  public static Module over(Module framework, DiscoveryOptions options) {
    return Modules.combine(
        Modules.override(framework).with(new OverTheFactory()), new DiscoveryModule(options));
  }

  @Override
  protected void configure() {
    bind(TaskFactory.class).to(PopulatingTasks.class);
  }

  static final class PopulatingTasks implements TaskFactory {

    private final ExistingTasks before;
    private final DiscoveryInfoPopulator discovery;

    @Inject
    PopulatingTasks(ExistingTasks before, DiscoveryInfoPopulator discovery) {
      this.before = before;
      this.discovery = discovery;
    }

    @Override
    public TaskInfo create(
        String app, int instance, Offer offer, Map<String, Integer> assignedPorts) {
      return discovery.populate(
          before.create(app, instance, offer, assignedPorts),
          LaunchedTask.plain(new JobKey("west", "apps", "prod", app), instance, assignedPorts));
    }
  }
}
