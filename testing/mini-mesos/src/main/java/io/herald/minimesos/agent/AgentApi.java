package io.herald.minimesos.agent;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import io.herald.minimesos.codec.MessageFormat;
import io.herald.minimesos.http.HttpReplies;
import io.herald.minimesos.http.Logins;
import io.herald.minimesos.http.Negotiation;
import io.herald.minimesos.http.RefusedException;
import org.apache.mesos.v1.Protos.AgentInfo;
import org.apache.mesos.v1.agent.Protos.Call;
import org.apache.mesos.v1.agent.Protos.Response;

/**
 * What an agent tells operators, as Mesos' agent does (src/slave/http.cpp): POST /api/v1 and GET
 * /state. There is no event stream. While it recovers, the answer to all of it is 503, after the
 * login. For the cluster's thread.
 */
final class AgentApi {

  private static final String RECOVERING = "Agent has not finished recovery";

  private final Daemon agent;
  private final AgentListing view;
  private final Logins logins;

  /** The agent's process. */
  interface Daemon {

    AgentInfo info();

    boolean recovering();

    /** As its flag of that name has it. */
    String recoveryTimeout();
  }

  AgentApi(Daemon agent, AgentListing view, Logins logins) {
    this.agent = agent;
    this.view = view;
    this.logins = logins;
  }

  HttpResponse state(AggregatedHttpRequest request) {
    logins.principal(request, "mesos-agent-readonly");
    refuseWhileRecovering();
    if (request.method() != HttpMethod.GET) {
      return HttpReplies.wrongMethod(HttpMethod.GET, request.method());
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, view.state().toString());
  }

  HttpResponse call(AggregatedHttpRequest request) {
    logins.principal(request, "mesos-agent-readwrite");
    refuseWhileRecovering();
    if (request.method() != HttpMethod.POST) {
      return HttpReplies.wrongMethod(HttpMethod.POST, request.method());
    }
    Call call = Negotiation.read(request, Call.getDefaultInstance());
    if (!call.hasType() || call.getType() == Call.Type.UNKNOWN) {
      throw RefusedException.badRequest(
          "Failed to validate agent::Call: Expecting 'type' to be present");
    }
    MessageFormat format = Negotiation.accepted(request);
    Response.Builder response = Response.newBuilder();
    switch (call.getType()) {
      case GET_TASKS -> response.setType(Response.Type.GET_TASKS).setGetTasks(view.tasks());
      case GET_FRAMEWORKS ->
          response.setType(Response.Type.GET_FRAMEWORKS).setGetFrameworks(view.frameworks());
      case GET_AGENT -> {
        response.setType(Response.Type.GET_AGENT);
        response.getGetAgentBuilder().setAgentInfo(agent.info());
      }
      case GET_FLAGS -> {
        response.setType(Response.Type.GET_FLAGS);
        response
            .getGetFlagsBuilder()
            .addFlagsBuilder()
            .setName("recovery_timeout")
            .setValue(agent.recoveryTimeout());
      }
      case GET_HEALTH -> {
        response.setType(Response.Type.GET_HEALTH);
        response.getGetHealthBuilder().setHealthy(true);
      }
      default ->
          throw new RefusedException(
              HttpStatus.NOT_IMPLEMENTED,
              "mini-mesos doesn't know the call " + call.getType() + " of agents");
    }
    return HttpReplies.message(format, response.build());
  }

  private void refuseWhileRecovering() {
    if (agent.recovering()) {
      throw new RefusedException(HttpStatus.SERVICE_UNAVAILABLE, RECOVERING);
    }
  }
}
