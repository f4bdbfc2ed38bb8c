package io.herald.minimesos.agent;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import io.herald.minimesos.http.Logins;
import io.herald.minimesos.http.LoopbackServer;
import io.herald.minimesos.http.RefusedException;
import io.herald.minimesos.link.Ids;
import io.herald.minimesos.loop.EventLoop;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Task;

/**
 * An agent's operator API over tasks that exist in messages alone, whatever they say: for more
 * tasks than a machine runs. Safe for use from any thread; a call returns when the agent lists it
 * so.
 */
public final class ListedAgent implements AutoCloseable {

  private static final String ID = "listed-S0";

  private final EventLoop loop = new EventLoop("listed-agent");
  private final Map<String, Task> tasks = new LinkedHashMap<>();
  private final FrameworkInfo framework;
  private final LoopbackServer server;
  private AgentInfo info;
  private AgentApi api;

  /**
   * Opens one.
   *
   * @param port of the loopback address; 0: any free one
   * @param framework of all its tasks; its id is set
   * @throws IOException if the port is taken; the message names it
   */
  public ListedAgent(int port, FrameworkInfo framework) throws IOException {
    this.framework = framework;
    this.info = AgentInfo.newBuilder().setId(Ids.agent(ID)).setHostname("localhost").build();
    this.api = new AgentApi(new Daemon(), new AgentListing(new Listed()), new Logins(Map.of()));
    this.server = LoopbackServer.open("agent", port, loop, this::serve, Optional.empty());
    loop.run(() -> info = info.toBuilder().setPort(server.port()).build());
  }

  public int port() {
    return server.port();
  }

  /** Lists a task, instead of the one with its id. */
  public void put(Task task) {
    loop.run(() -> tasks.put(task.getTaskId().getValue(), task));
  }

  /** Doesn't list it any more. */
  public void remove(String taskId) {
    loop.run(() -> tasks.remove(taskId));
  }

  private HttpResponse serve(AggregatedHttpRequest request) {
    return switch (request.path()) {
      case "/api/v1" -> api.call(request);
      case "/state" -> api.state(request);
      default -> throw RefusedException.notFound();
    };
  }

  private final class Daemon implements AgentApi.Daemon {
    @Override
    public AgentInfo info() {
      return info;
    }

    @Override
    public boolean recovering() {
      return false;
    }

    @Override
    public String recoveryTimeout() {
      return "15mins";
    }
  }

  private final class Listed implements AgentListing.Source {
    @Override
    public AgentInfo info() {
      return info;
    }

    @Override
    public Collection<Task> tasks() {
      return tasks.values();
    }

    @Override
    public Map<String, FrameworkInfo> frameworks() {
      return Map.of(framework.getId().getValue(), framework);
    }
  }

  @Override
  public void close() {
    server.close();
    loop.close();
  }
}
