package io.herald.minimesos.master;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import io.herald.minimesos.codec.MessageFormat;
import io.herald.minimesos.http.HttpReplies;
import io.herald.minimesos.http.Negotiation;
import io.herald.minimesos.http.RefusedException;
import io.herald.minimesos.json.SnapshotJson;
import io.herald.minimesos.link.Times;
import org.apache.mesos.v1.master.Protos.Call;
import org.apache.mesos.v1.master.Protos.Response;

/** POST /api/v1: snapshots, the event stream, and what an operator may do. */
final class OperatorApi {

  private final ClusterView view;
  private final Snapshots snapshots;
  private final Subscribers subscribers;
  private final Agents agents;
  private final Frameworks frameworks;

  OperatorApi(
      ClusterView view,
      Snapshots snapshots,
      Subscribers subscribers,
      Agents agents,
      Frameworks frameworks) {
    this.view = view;
    this.snapshots = snapshots;
    this.subscribers = subscribers;
    this.agents = agents;
    this.frameworks = frameworks;
  }

  HttpResponse serve(AggregatedHttpRequest request) {
    Call call = Negotiation.read(request, Call.getDefaultInstance());
    if (!call.hasType() || call.getType() == Call.Type.UNKNOWN) {
      throw RefusedException.badRequest(
          "Failed to validate master::Call: Expecting 'type' to be present");
    }
    MessageFormat format = Negotiation.accepted(request);
    Response.Builder response = Response.newBuilder();
    switch (call.getType()) {
      case SUBSCRIBE -> {
        return subscribers.subscribe(format, snapshots).answer();
      }
      case TEARDOWN -> {
        return teardown(call);
      }
      case MARK_AGENT_GONE -> {
        return markGone(call);
      }
      case GET_STATE -> response.setType(Response.Type.GET_STATE).setGetState(snapshots.state());
      case GET_TASKS -> response.setType(Response.Type.GET_TASKS).setGetTasks(snapshots.tasks());
      case GET_EXECUTORS ->
          response.setType(Response.Type.GET_EXECUTORS).setGetExecutors(snapshots.executors());
      case GET_FRAMEWORKS ->
          response.setType(Response.Type.GET_FRAMEWORKS).setGetFrameworks(snapshots.frameworks());
      case GET_AGENTS ->
          response.setType(Response.Type.GET_AGENTS).setGetAgents(snapshots.agents());
      case GET_MASTER -> {
        response.setType(Response.Type.GET_MASTER);
        response
            .getGetMasterBuilder()
            .setMasterInfo(view.master.info())
            .setStartTime(Times.seconds(view.master.started()))
            .setElectedTime(Times.seconds(view.master.started()));
      }
      case GET_VERSION -> {
        response.setType(Response.Type.GET_VERSION);
        response.getGetVersionBuilder().setVersionInfo(MasterIdentity.version());
      }
      case GET_HEALTH -> {
        response.setType(Response.Type.GET_HEALTH);
        response.getGetHealthBuilder().setHealthy(true);
      }
      default ->
          throw new RefusedException(
              HttpStatus.NOT_IMPLEMENTED,
              "mini-mesos doesn't know the operator call " + call.getType());
    }
    Response built = response.build();
    return HttpReplies.message(
        format, format == MessageFormat.JSON ? SnapshotJson.print(built) : format.encode(built));
  }

  private HttpResponse teardown(Call call) {
    String id = call.getTeardown().getFrameworkId().getValue();
    FrameworkEntry framework = view.frameworks.get(id);
    if (framework == null) {
      throw RefusedException.badRequest("No framework found with specified ID");
    }
    frameworks.remove(framework);
    return HttpReplies.empty(HttpStatus.OK);
  }

  private HttpResponse markGone(Call call) {
    String id = call.getMarkAgentGone().getAgentId().getValue();
    if (view.goneAgents.contains(id)) {
      return HttpReplies.empty(HttpStatus.OK);
    }
    if (!agents.markGone(id)) {
      throw new RefusedException(HttpStatus.NOT_FOUND, "Agent not found");
    }
    return HttpReplies.empty(HttpStatus.OK);
  }
}
