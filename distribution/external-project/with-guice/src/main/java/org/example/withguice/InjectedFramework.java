package org.example.withguice;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.protobuf.Message;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.PortRequest;
import io.herald.scheduler.DiscoveryFlags;
import io.herald.scheduler.DiscoveryInfoPopulator;
import io.herald.scheduler.DiscoveryModule;
import io.herald.scheduler.LaunchedTask;
import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;

/** Installs Herald's module beside its own, as the how-to says, and looks at a task. */
public final class InjectedFramework {

  private InjectedFramework() {}

  /** Exits with 1 and a stack trace if a task isn't what it should be. */
  public static void main(String[] args) {
    expect(args[0], jarOf(Message.class));
    expect(args[1], jarOf(Injector.class));
    DiscoveryFlags flags =
        DiscoveryFlags.parse(List.of("--populate-discovery-info", "--cluster-name=west"));
    Injector injector = Guice.createInjector(new DiscoveryModule(flags.options()));
    DiscoveryInfoPopulator populator = injector.getInstance(DiscoveryInfoPopulator.class);
    Job job =
        Job.builder(new JobKey("west", "apps", "prod", "shop"), "serve")
            .ports(List.of(PortRequest.tcp("http")))
            .build();
    TaskInfo made =
        TaskInfo.newBuilder()
            .setName("shop")
            .setTaskId(TaskID.newBuilder().setValue("t"))
            .setAgentId(AgentID.newBuilder().setValue("a"))
            .build();

    TaskInfo task = populator.populate(made, LaunchedTask.of(job, 0, Map.of("http", 31000)));

    expect("shop.prod.apps", task.getDiscovery().getName());
    expect("31000", Integer.toString(task.getDiscovery().getPorts().getPorts(0).getNumber()));
    System.out.println("injected: " + jarOf(Injector.class) + ", " + jarOf(Message.class));
  }

  private static String jarOf(Class<?> type) {
    String path = type.getProtectionDomain().getCodeSource().getLocation().getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static void expect(String part, String whole) {
    if (!whole.contains(part)) {
      throw new AssertionError(part + " is not in " + whole);
    }
  }
}
