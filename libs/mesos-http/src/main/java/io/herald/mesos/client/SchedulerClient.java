package io.herald.mesos.client;

import io.herald.mesos.codec.Protobuf;
import io.herald.mesos.leader.LeaderDetector;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** The scheduler API of the leading master (Mesos documentation, "Scheduler HTTP API"). */
public final class SchedulerClient implements AutoCloseable {

  private static final String PATH = "/api/v1/scheduler";
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);

  private final EventStream<Event> stream;
  private final Calls calls;

  /**
   * @param subscribe gives the SUBSCRIBE call of each connection; with the framework id once it is
   *     known
   */
  public SchedulerClient(
      LeaderDetector detector,
      Connection connection,
      Supplier<Call> subscribe,
      StreamListener<Event> listener) {
    HttpClient http = connection.newClient();
    this.calls = new Calls(connection, http);
    this.stream =
        new EventStream<>(
            new StreamApi<>(
                "scheduler",
                PATH,
                subscribe::get,
                record -> Protobuf.decode(record.bytes(), Event.getDefaultInstance()),
                event ->
                    event.hasSubscribed() ? event.getSubscribed().getHeartbeatIntervalSeconds() : 0,
                LONGEST_BACKOFF),
            connection,
            http,
            new RequestTarget(connection.scheme(), detector),
            listener);
  }

  public void start() {
    stream.start();
  }

  /**
   * Sends a call over the subscription that is up. 202 says that the master took it, not that it
   * was done.
   *
   * @throws CallFailedException if no subscription is up or the master refuses
   */
  public void send(Call call) throws CallFailedException {
    EventStream.Subscribed up =
        stream
            .subscribed()
            .orElseThrow(
                () -> new CallFailedException(0, call.getType() + ": not subscribed just now"));
    calls.post(up.base(), PATH, call, up.streamId());
  }

  /**
   * Gets a document of the master that the subscription is with, such as {@code /flags}; the caller
   * closes it.
   *
   * @throws CallFailedException if no subscription is up or the master refuses
   */
  public InputStream get(String path) throws CallFailedException {
    EventStream.Subscribed up =
        stream
            .subscribed()
            .orElseThrow(
                () -> new CallFailedException(0, "GET " + path + ": not subscribed just now"));
    return calls.get(up.base(), path);
  }

  /**
   * Sends a call that ends the subscription, as TEARDOWN does; none follows it.
   *
   * @throws CallFailedException as {@link #send}
   */
  public void sendLast(Call call) throws CallFailedException {
    stream.expectEnd();
    send(call);
  }

  @Override
  public void close() {
    stream.close();
  }
}
