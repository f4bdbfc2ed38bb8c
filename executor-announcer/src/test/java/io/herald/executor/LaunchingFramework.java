package io.herald.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.mesos.client.Connection;
import io.herald.mesos.client.SchedulerClient;
import io.herald.mesos.client.StreamListener;
import io.herald.mesos.leader.StaticLeaderDetector;
import io.herald.minimesos.MiniMesos;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.Filters;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.Value;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** A framework that launches and kills what a test tells it to, whatever becomes of it. */
public final class LaunchingFramework implements AutoCloseable {

  private static final long PATIENCE_MINUTES = 5;

  private final BlockingQueue<FrameworkID> ids = new LinkedBlockingQueue<>();
  private final BlockingQueue<Offer> offers = new LinkedBlockingQueue<>();
  private final SchedulerClient scheduler;
  private final FrameworkID id;

  /** Subscribes, and waits until it is. */
  public LaunchingFramework(MiniMesos mesos, Connection connection, FrameworkInfo info)
      throws InterruptedException {
    scheduler =
        new SchedulerClient(
            new StaticLeaderDetector(List.of(mesos.masterAddress())),
            connection,
            () ->
                Call.newBuilder()
                    .setType(Call.Type.SUBSCRIBE)
                    .setSubscribe(Call.Subscribe.newBuilder().setFrameworkInfo(info))
                    .build(),
            new Heard());
    scheduler.start();
    id = next(ids, "its id");
  }

  private final class Heard implements StreamListener<Event> {

    @Override
    public void connected() {}

    @Override
    public void event(Event event) {
      switch (event.getType()) {
        case SUBSCRIBED -> ids.add(event.getSubscribed().getFrameworkId());
        case OFFERS -> offers.addAll(event.getOffers().getOffersList());
        case RESCIND ->
            offers.removeIf(offer -> offer.getId().equals(event.getRescind().getOfferId()));
        default -> {}
      }
    }

    @Override
    public void disconnected(String reason) {}
  }

  private static <T> T next(BlockingQueue<T> queue, String what) throws InterruptedException {
    T next = queue.poll(PATIENCE_MINUTES, TimeUnit.MINUTES);
    assertThat(next).as(what).isNotNull();
    return next;
  }

  /** What the master calls it. */
  public FrameworkID id() {
    return id;
  }

  /** An offer that nothing was launched on; waits for one. */
  public Offer offer() throws InterruptedException {
    return next(offers, "an offer");
  }

  /** Launches a task; what is left of the offer comes again at once. */
  public void launch(Offer offer, TaskInfo task) throws Exception {
    scheduler.send(
        call(Call.Type.ACCEPT)
            .setAccept(
                Call.Accept.newBuilder()
                    .addOfferIds(offer.getId())
                    .setFilters(Filters.newBuilder().setRefuseSeconds(0))
                    .addOperations(
                        Offer.Operation.newBuilder()
                            .setType(Offer.Operation.Type.LAUNCH)
                            .setLaunch(Offer.Operation.Launch.newBuilder().addTaskInfos(task))))
            .build());
  }

  /** Has the master kill a task. */
  public void kill(TaskID task) throws Exception {
    scheduler.send(call(Call.Type.KILL).setKill(Call.Kill.newBuilder().setTaskId(task)).build());
  }

  private Call.Builder call(Call.Type type) {
    return Call.newBuilder().setType(type).setFrameworkId(id);
  }

  /** So much of a resource. */
  public static Resource.Builder scalar(String name, double value) {
    return Resource.newBuilder()
        .setName(name)
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(value));
  }

  @Override
  public void close() {
    scheduler.close();
  }
}
