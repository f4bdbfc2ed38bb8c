package io.herald.minimesos.agent;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import io.herald.minimesos.codec.MesosJson;
import io.herald.minimesos.codec.MessageFormat;
import io.herald.minimesos.http.EventChannel;
import io.herald.minimesos.http.HttpReplies;
import io.herald.minimesos.http.Negotiation;
import io.herald.minimesos.http.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.executor.Protos.Call;
import org.apache.mesos.v1.executor.Protos.Event;

/**
 * An agent's HTTP face: POST /api/v1/executor here, what operators ask in {@link AgentApi}.
 * Refusals are in Mesos' words. For the cluster's thread.
 */
final class ExecutorApi {

  private static final int UUID_BYTES = 16;

  private final MesosAgent agent;

  ExecutorApi(MesosAgent agent) {
    this.agent = agent;
  }

  HttpResponse serve(AggregatedHttpRequest request) {
    String path = request.path().replaceFirst("\\?.*", "").replaceFirst("^/slave\\(1\\)/", "/");
    if (path.length() > 1 && path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return switch (path) {
      case "/health" -> HttpReplies.empty(HttpStatus.OK);
      case "/api/v1" -> agent.api().call(request);
      case "/state" -> agent.api().state(request);
      case "/api/v1/executor" ->
          request.method() == HttpMethod.POST
              ? executor(request)
              : HttpReplies.wrongMethod(HttpMethod.POST, request.method());
      default -> throw RefusedException.notFound();
    };
  }

  private HttpResponse executor(AggregatedHttpRequest request) {
    if (agent.recovering()) {
      throw new RefusedException(HttpStatus.SERVICE_UNAVAILABLE, "Agent has not finished recovery");
    }
    Call call = Negotiation.read(request, Call.getDefaultInstance());
    agent
        .tokens()
        .ifPresent(
            tokens ->
                tokens.check(
                    request, call.getFrameworkId().getValue(), call.getExecutorId().getValue()));
    problem(call)
        .ifPresent(
            text -> {
              throw RefusedException.badRequest("Failed to validate Executor::Call: " + text);
            });
    MessageFormat format = Negotiation.accepted(request);
    String frameworkId = call.getFrameworkId().getValue();
    if (!agent.runs(frameworkId)) {
      throw RefusedException.badRequest("Framework cannot be found");
    }
    ExecutorContainer executor =
        agent
            .executor(frameworkId, call.getExecutorId().getValue())
            .orElseThrow(() -> RefusedException.badRequest("Executor cannot be found"));
    if (call.getType() == Call.Type.SUBSCRIBE) {
      EventChannel<Event> channel =
          new EventChannel<>(
              format,
              event -> MesosJson.print(event).getBytes(StandardCharsets.UTF_8),
              Optional.empty());
      executor.subscribed(call.getSubscribe(), channel, agent.info());
      return channel.answer();
    }
    if (!executor.subscribedOnce()) {
      throw RefusedException.forbidden("Executor is not subscribed");
    }
    switch (call.getType()) {
      case UPDATE -> executor.update(call.getUpdate().getStatus());
      case MESSAGE ->
          agent.fromExecutor(frameworkId, executor.executorId(), call.getMessage().getData());
      default -> {
        // HEARTBEAT: nothing to do.
      }
    }
    return HttpReplies.accepted();
  }

  private static Optional<String> problem(Call call) {
    if (!call.hasType() || call.getType() == Call.Type.UNKNOWN) {
      return Optional.of("Expecting 'type' to be present");
    }
    return switch (call.getType()) {
      case SUBSCRIBE ->
          call.hasSubscribe()
              ? Optional.empty()
              : Optional.of("Expecting 'subscribe' to be present");
      case MESSAGE ->
          call.hasMessage() ? Optional.empty() : Optional.of("Expecting 'message' to be present");
      case UPDATE ->
          call.hasUpdate() ? update(call) : Optional.of("Expecting 'update' to be present");
      default -> Optional.empty();
    };
  }

  private static Optional<String> update(Call call) {
    TaskStatus status = call.getUpdate().getStatus();
    if (!status.hasUuid()) {
      return Optional.of("Expecting 'uuid' to be present");
    }
    if (status.getUuid().size() != UUID_BYTES) {
      return Optional.of("Not a valid UUID");
    }
    if (status.hasExecutorId()
        && !status.getExecutorId().getValue().equals(call.getExecutorId().getValue())) {
      return Optional.of(
          "ExecutorID in Call: "
              + call.getExecutorId().getValue()
              + " does not match ExecutorID in TaskStatus: "
              + status.getExecutorId().getValue());
    }
    if (status.getSource() != TaskStatus.Source.SOURCE_EXECUTOR) {
      return Optional.of(
          "Received Call from executor "
              + call.getExecutorId().getValue()
              + " of framework "
              + call.getFrameworkId().getValue()
              + " with invalid source, expecting 'SOURCE_EXECUTOR'");
    }
    return status.getState() == TaskState.TASK_STAGING
        ? Optional.of(
            "Received TASK_STAGING from executor "
                + call.getExecutorId().getValue()
                + " of framework "
                + call.getFrameworkId().getValue()
                + " which is not allowed")
        : Optional.empty();
  }
}
