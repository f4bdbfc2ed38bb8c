package io.herald.examples.waysin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.TypeLiteral;
import com.google.protobuf.TextFormat;
import io.herald.examples.waysin.AroundTheDriver.Native;
import io.herald.jobs.Announce;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.PortRequest;
import io.herald.scheduler.DiscoveryModule;
import io.herald.scheduler.DiscoveryOptions;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.mesos.Protos.OfferID;
import org.apache.mesos.Protos.Status;
import org.apache.mesos.Scheduler;
import org.apache.mesos.SchedulerDriver;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Test;

/**
 * The examples do what their pages say. Drivers are fakes, since the real ones need libmesos; as
 * those they call the scheduler that they were made for, with themselves.
 */
class WaysInTest {

  private static final DiscoveryOptions ON =
      DiscoveryOptions.builder().populateDiscoveryInfo(true).build();

  private static Offer offer() throws Exception {
    return TextFormat.parse(
        "id { value: 'o' } framework_id { value: 'f' } agent_id { value: 'a' } hostname: 'h'",
        Offer.class);
  }

  @Test
  void callingThePopulator() throws Exception {
    Job job =
        Job.builder(new JobKey("west", "apps", "prod", "shop"), "serve")
            .ports(List.of(PortRequest.tcp("http")))
            .announce(Announce.of("http", Map.of("www", "http")))
            .build();
    CallingTasks tasks =
        Guice.createInjector(new DiscoveryModule(ON)).getInstance(CallingTasks.class);

    TaskInfo task = tasks.task(job, 0, "t", offer(), Map.of("http", 31000));

    assertThat(task.getDiscovery().getName()).isEqualTo("shop.prod.apps");
    assertThat(task.getDiscovery().getPorts().getPortsList())
        .extracting(port -> port.getName() + " " + port.getNumber())
        .containsExactly("http 31000", "www 31000");
  }

  @Test
  void bindingOverTheFactory() throws Exception {
    Map<String, Integer> ports = Map.of("http", 31000);
    TaskInfo before =
        Guice.createInjector(new ExistingModule())
            .getInstance(TaskFactory.class)
            .create("shop", 2, offer(), ports);

    TaskInfo after =
        Guice.createInjector(OverTheFactory.over(new ExistingModule(), ON))
            .getInstance(TaskFactory.class)
            .create("shop", 2, offer(), ports);
    TaskInfo off =
        Guice.createInjector(OverTheFactory.over(new ExistingModule(), DiscoveryOptions.defaults()))
            .getInstance(TaskFactory.class)
            .create("shop", 2, offer(), ports);

    assertThat(after.getDiscovery().getName()).isEqualTo("shop.prod.apps");
    assertThat(after.toBuilder().clearDiscovery().build()).isEqualTo(before);
    assertThat(off).isEqualTo(before);
  }

  /** A framework over the v0 API, as it was before: it launches on the driver that it gets. */
  private static Scheduler launching(org.apache.mesos.Protos.TaskInfo task) {
    return (Scheduler)
        Proxy.newProxyInstance(
            WaysInTest.class.getClassLoader(),
            new Class<?>[] {Scheduler.class},
            (proxy, method, arguments) ->
                ((SchedulerDriver) arguments[0])
                    .launchTasks(
                        List.of(OfferID.newBuilder().setValue("o").build()), List.of(task)));
  }

  /** The same over the v1 API. */
  private static org.apache.mesos.v1.scheduler.Scheduler accepting(Call accept) {
    return (org.apache.mesos.v1.scheduler.Scheduler)
        Proxy.newProxyInstance(
            WaysInTest.class.getClassLoader(),
            new Class<?>[] {org.apache.mesos.v1.scheduler.Scheduler.class},
            (proxy, method, arguments) -> {
              ((Mesos) arguments[0]).send(accept);
              return null;
            });
  }

  @Test
  void wrappingTheDrivers() throws Exception {
    String task =
        "name: 'x' task_id { value: 't' } %s { value: 'a' } labels { labels { key: 'app' value:"
            + " 'shop' } } resources { name: 'ports' type: RANGES ranges { range { begin: 31000"
            + " end: 31000 } } }";
    Scheduler scheduler =
        launching(
            TextFormat.parse(task.formatted("slave_id"), org.apache.mesos.Protos.TaskInfo.class));
    Call accept =
        TextFormat.parse(
            "type: ACCEPT accept { operations { type: LAUNCH launch { task_infos { "
                + task.formatted("agent_id")
                + " } } } }",
            Call.class);
    List<Object> launched = new ArrayList<>();
    List<Call> sent = new ArrayList<>();
    Injector injector =
        Guice.createInjector(
            new AroundTheDriver(ON),
            new AbstractModule() {
              @Override
              protected void configure() {
                bind(Scheduler.class).toInstance(scheduler);
                bind(new TypeLiteral<Function<Scheduler, SchedulerDriver>>() {})
                    .annotatedWith(Native.class)
                    .toInstance(called -> driver(called, launched));
                bind(org.apache.mesos.v1.scheduler.Scheduler.class).toInstance(accepting(accept));
                bind(new TypeLiteral<Function<org.apache.mesos.v1.scheduler.Scheduler, Mesos>>() {})
                    .annotatedWith(Native.class)
                    .toInstance(called -> mesos(called, sent));
              }
            });

    injector.getInstance(SchedulerDriver.class).start();
    injector.getInstance(Mesos.class).reconnect();

    assertThat(launched)
        .extracting(one -> ((org.apache.mesos.Protos.TaskInfo) one).getDiscovery().getName())
        .containsExactly("shop.prod.apps");
    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).getAccept().getOperations(0).getLaunch().getTaskInfos(0).getDiscovery())
        .extracting(info -> info.getName(), info -> info.getPorts().getPorts(0).getName())
        .containsExactly("shop.prod.apps", "http");
  }

  /** Offers something to its scheduler when it is started, and notes what is launched. */
  private static SchedulerDriver driver(Scheduler scheduler, List<Object> launched) {
    return (SchedulerDriver)
        Proxy.newProxyInstance(
            WaysInTest.class.getClassLoader(),
            new Class<?>[] {SchedulerDriver.class},
            (self, method, arguments) -> {
              if (method.getName().equals("start")) {
                scheduler.resourceOffers((SchedulerDriver) self, List.of());
              } else {
                launched.addAll((Collection<?>) arguments[1]);
              }
              return Status.DRIVER_RUNNING;
            });
  }

  /** Calls its scheduler when it is connected anew, and notes what is sent. */
  private static Mesos mesos(org.apache.mesos.v1.scheduler.Scheduler scheduler, List<Call> sent) {
    return new Mesos() {
      @Override
      public void send(Call call) {
        sent.add(call);
      }

      @Override
      public void reconnect() {
        scheduler.connected(this);
      }
    };
  }
}
