package io.herald.examples.waysin;

import com.google.inject.AbstractModule;
import java.util.Map;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;

/** An existing framework's own module, which knows nothing of discovery and stays as it is. */
public final class ExistingModule extends AbstractModule {

  @Override
  protected void configure() {
    bind(TaskFactory.class).to(ExistingTasks.class);
  }

  /** What the framework made its tasks with all along. */
  static final class ExistingTasks implements TaskFactory {

    @Override
    public TaskInfo create(
        String app, int instance, Offer offer, Map<String, Integer> assignedPorts) {
      return TaskInfo.newBuilder()
          .setName(app)
          .setTaskId(TaskID.newBuilder().setValue(app + "-" + instance))
          .setAgentId(offer.getAgentId())
          .build();
    }
  }
}
