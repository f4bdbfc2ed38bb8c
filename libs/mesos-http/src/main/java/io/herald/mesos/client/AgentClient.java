package io.herald.mesos.client;

import io.herald.mesos.codec.Protobuf;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.agent.Protos.Call;
import org.apache.mesos.v1.agent.Protos.Response;

/**
 * The operator API of one agent (Mesos documentation, "Agent HTTP API"): single calls, as agents
 * have no event stream. An agent that is still recovering answers 503 to each. For use by one
 * thread.
 */
public final class AgentClient {

  private static final String PATH = "/api/v1";

  private final URI agent;
  private final Calls calls;

  /**
   * @param agent {@code http://127.0.0.1:5051/}, with https if the connection has TLS
   */
  public AgentClient(URI agent, Connection connection) {
    this.agent = agent;
    this.calls = new Calls(connection, connection.newClient());
  }

  /**
   * The answer to GET_TASKS as it came, so that equal ones are recognised before they are read:
   * {@link #tasks}. The tasks of whatever frameworks the principal may view, of others none.
   *
   * @throws CallFailedException if the answer isn't 2xx
   */
  public byte[] taskList() throws CallFailedException {
    return post(Call.Type.GET_TASKS);
  }

  /**
   * Reads what {@link #taskList} gave.
   *
   * @throws CallFailedException with a sentence, if it is no such answer
   */
  public static Response.GetTasks tasks(byte[] answer) throws CallFailedException {
    Response response = decode(Call.Type.GET_TASKS, answer);
    if (!response.hasGetTasks()) {
      throw new CallFailedException(0, "the answer to GET_TASKS has no tasks in it");
    }
    return response.getGetTasks();
  }

  /**
   * What the agent says of itself; without an id until a master has registered it.
   *
   * @throws CallFailedException if the answer isn't 2xx
   */
  public AgentInfo info() throws CallFailedException {
    return ask(Call.Type.GET_AGENT).getGetAgent().getAgentInfo();
  }

  /**
   * The frameworks that have executors on the agent, by id.
   *
   * @throws CallFailedException if the answer isn't 2xx
   */
  public Map<String, FrameworkInfo> frameworks() throws CallFailedException {
    Map<String, FrameworkInfo> frameworks = new HashMap<>();
    ask(Call.Type.GET_FRAMEWORKS)
        .getGetFrameworks()
        .getFrameworksList()
        .forEach(
            framework ->
                frameworks.put(
                    framework.getFrameworkInfo().getId().getValue(), framework.getFrameworkInfo()));
    return frameworks;
  }

  /**
   * A flag that the agent was started with, or its default.
   *
   * @throws CallFailedException if the answer isn't 2xx: flags have a permission of their own
   */
  public Optional<String> flag(String name) throws CallFailedException {
    return ask(Call.Type.GET_FLAGS).getGetFlags().getFlagsList().stream()
        .filter(flag -> flag.getName().equals(name))
        .map(flag -> flag.getValue())
        .findFirst();
  }

  private Response ask(Call.Type type) throws CallFailedException {
    return decode(type, post(type));
  }

  private byte[] post(Call.Type type) throws CallFailedException {
    return calls.post(agent, PATH, Call.newBuilder().setType(type).build(), Optional.empty());
  }

  private static Response decode(Call.Type type, byte[] answer) throws CallFailedException {
    try {
      return Protobuf.decode(answer, Response.getDefaultInstance());
    } catch (IOException e) {
      throw new CallFailedException(type + ": " + e.getMessage(), e);
    }
  }
}
