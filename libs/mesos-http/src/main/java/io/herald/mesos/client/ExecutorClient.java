package io.herald.mesos.client;

import io.herald.mesos.codec.Protobuf;
import io.herald.mesos.leader.MasterAddress;
import io.herald.mesos.leader.StaticLeaderDetector;
import io.herald.runtime.threads.NamedScheduler;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.mesos.v1.executor.Protos.Call;
import org.apache.mesos.v1.executor.Protos.Event;

/**
 * The executor API of an agent (Mesos documentation, "Executor HTTP API"). The listener decides how
 * long to wait for a lost agent: attempts continue until {@link #close}.
 */
public final class ExecutorClient implements AutoCloseable {

  private static final String PATH = "/api/v1/executor";

  private final EventStream<Event> stream;
  private final Calls calls;
  private final MasterAddress agent;

  /**
   * @param agent {@code MESOS_AGENT_ENDPOINT}
   * @param longestBackoff {@code MESOS_SUBSCRIPTION_BACKOFF_MAX}
   * @param subscribe gives the SUBSCRIBE call of each connection, with the updates not yet
   *     acknowledged
   */
  public ExecutorClient(
      MasterAddress agent,
      Duration longestBackoff,
      Connection connection,
      Supplier<Call> subscribe,
      StreamListener<Event> listener) {
    this.agent = agent;
    // The JDK's own threads for this are several, and each stays for a minute after its last work.
    HttpClient http = connection.newClient(new NamedScheduler("mesos-executor-http"));
    this.calls = new Calls(connection, http);
    this.stream =
        new EventStream<>(
            new StreamApi<>(
                "executor",
                PATH,
                subscribe::get,
                record -> Protobuf.decode(record.bytes(), Event.getDefaultInstance()),
                event -> 0,
                longestBackoff),
            connection,
            http,
            new RequestTarget(connection.scheme(), new StaticLeaderDetector(List.of(agent))),
            listener);
  }

  public void start() {
    stream.start();
  }

  /**
   * Sends a call over the subscription that is up.
   *
   * @throws CallFailedException if no subscription is up or the agent refuses
   */
  public void send(Call call) throws CallFailedException {
    EventStream.Subscribed up =
        stream
            .subscribed()
            .orElseThrow(
                () ->
                    new CallFailedException(
                        0, call.getType() + ": not subscribed at agent " + agent + " just now"));
    calls.post(up.base(), PATH, call, up.streamId());
  }

  @Override
  public void close() {
    stream.close();
  }
}
