package io.herald.minimesos.master;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import io.herald.minimesos.codec.MessageFormat;
import io.herald.minimesos.http.HttpReplies;
import io.herald.minimesos.http.Negotiation;
import io.herald.minimesos.http.RefusedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.scheduler.Protos.Call;

/** POST /api/v1/scheduler. Refusals are in Mesos' words. For the cluster's thread. */
final class SchedulerApi {

  private static final String STREAM_ID = "Mesos-Stream-Id";
  private static final int UUID_BYTES = 16;

  private final ClusterView view;
  private final Frameworks frameworks;
  private final Launches launches;
  private final TaskLife taskLife;
  private final Offers offers;

  /** Questions that wait for {@link #answerReconciliation}. */
  private final Deque<Runnable> held = new ArrayDeque<>();

  private boolean holding;

  SchedulerApi(
      ClusterView view,
      Frameworks frameworks,
      Launches launches,
      TaskLife taskLife,
      Offers offers) {
    this.view = view;
    this.frameworks = frameworks;
    this.launches = launches;
    this.taskLife = taskLife;
    this.offers = offers;
  }

  HttpResponse serve(AggregatedHttpRequest request, Optional<String> principal) {
    Call call = Negotiation.read(request, Call.getDefaultInstance());
    problem(call)
        .ifPresent(
            text -> {
              throw RefusedException.badRequest("Failed to validate scheduler::Call: " + text);
            });
    MessageFormat format = Negotiation.accepted(request);
    String streamId = Negotiation.header(request, STREAM_ID);
    if (call.getType() == Call.Type.SUBSCRIBE) {
      samePrincipal(principal, call.getSubscribe().getFrameworkInfo());
      if (streamId != null) {
        throw RefusedException.badRequest(
            "Subscribe calls should not include the '" + STREAM_ID + "' header");
      }
      return frameworks.subscribe(call.getSubscribe(), format);
    }
    FrameworkEntry framework = subscribed(call.getFrameworkId().getValue(), streamId);
    samePrincipal(principal, framework.info);
    return handle(framework, call);
  }

  /** Who is logged in must be the framework's principal, if it has one. */
  private static void samePrincipal(Optional<String> principal, FrameworkInfo info) {
    if (principal.isPresent()
        && info.hasPrincipal()
        && !info.getPrincipal().equals(principal.get())) {
      throw RefusedException.badRequest(
          "Failed to validate scheduler::Call: Authenticated principal '"
              + principal.get()
              + "' does not match principal '"
              + info.getPrincipal()
              + "' set in `FrameworkInfo`");
    }
  }

  private FrameworkEntry subscribed(String id, @org.jspecify.annotations.Nullable String streamId) {
    FrameworkEntry framework = view.frameworks.get(id);
    if (framework == null) {
      throw RefusedException.badRequest("Framework cannot be found");
    }
    FrameworkEntry.Subscription subscription = framework.subscription;
    if (subscription == null) {
      throw RefusedException.forbidden("Framework is not subscribed");
    }
    if (streamId == null) {
      throw RefusedException.badRequest(
          "All non-subscribe calls should include the '" + STREAM_ID + "' header");
    }
    if (!streamId.equals(subscription.streamId())) {
      throw RefusedException.badRequest(
          "The stream ID '"
              + streamId
              + "' included in this request didn't match the stream ID currently associated with"
              + " framework ID '"
              + id
              + "'");
    }
    return framework;
  }

  private HttpResponse handle(FrameworkEntry framework, Call call) {
    switch (call.getType()) {
      case ACCEPT -> launches.accept(framework, call.getAccept());
      case DECLINE -> launches.decline(framework, call.getDecline());
      case KILL -> taskLife.kill(framework, call.getKill());
      case ACKNOWLEDGE -> taskLife.acknowledge(framework, call.getAcknowledge());
      case RECONCILE -> reconcile(framework, call.getReconcile().getTasksList());
      case MESSAGE -> taskLife.message(framework, call.getMessage());
      case SHUTDOWN -> taskLife.shutdownExecutor(framework, call.getShutdown());
      case REVIVE -> revive(framework, call.getRevive().getRolesList());
      case SUPPRESS -> suppress(framework, call.getSuppress().getRolesList());
      case TEARDOWN -> frameworks.remove(framework);
      case UPDATE_FRAMEWORK -> {
        frameworks.update(framework, call.getUpdateFramework());
        return HttpReplies.empty(HttpStatus.OK);
      }
      default ->
          throw new RefusedException(
              HttpStatus.NOT_IMPLEMENTED,
              "mini-mesos doesn't know the scheduler call " + call.getType());
    }
    return HttpReplies.accepted();
  }

  private void reconcile(FrameworkEntry framework, List<Call.Reconcile.Task> tasks) {
    if (holding) {
      held.add(() -> taskLife.reconcile(framework, tasks));
    } else {
      taskLife.reconcile(framework, tasks);
    }
  }

  /** As a busy master: takes RECONCILE calls, and does not come to answer them. */
  void holdReconciliation() {
    holding = true;
  }

  /** Answers them, in their order. */
  void answerReconciliation() {
    holding = false;
    while (!held.isEmpty()) {
      held.remove().run();
    }
  }

  int heldReconciliations() {
    return held.size();
  }

  private void revive(FrameworkEntry framework, List<String> roles) {
    List<String> revived = roles.isEmpty() ? framework.roles() : roles;
    framework.suppressed.removeAll(revived);
    framework.filters.removeIf(filter -> revived.contains(filter.role()));
    offers.allocate();
  }

  private static void suppress(FrameworkEntry framework, List<String> roles) {
    framework.suppressed.addAll(roles.isEmpty() ? framework.roles() : roles);
  }

  /** What a call lacks; the messages are Mesos' own. */
  private static Optional<String> problem(Call call) {
    if (!call.hasType() || call.getType() == Call.Type.UNKNOWN) {
      return Optional.of("Expecting 'type' to be present");
    }
    if (call.getType() == Call.Type.SUBSCRIBE) {
      return subscribe(call);
    }
    if (!call.hasFrameworkId()) {
      return Optional.of("Expecting 'framework_id' to be present");
    }
    boolean whole =
        switch (call.getType()) {
          case ACCEPT -> call.hasAccept();
          case DECLINE -> call.hasDecline();
          case KILL -> call.hasKill();
          case ACKNOWLEDGE -> call.hasAcknowledge();
          case RECONCILE -> call.hasReconcile();
          case MESSAGE -> call.hasMessage();
          case SHUTDOWN -> call.hasShutdown();
          case UPDATE_FRAMEWORK -> call.hasUpdateFramework();
          default -> true;
        };
    if (!whole) {
      return Optional.of(
          "Expecting '"
              + call.getType().name().toLowerCase(java.util.Locale.ROOT)
              + "' to be present");
    }
    if (call.getType() == Call.Type.ACKNOWLEDGE
        && call.getAcknowledge().getUuid().size() != UUID_BYTES) {
      return Optional.of("Not a valid UUID");
    }
    return Optional.empty();
  }

  private static Optional<String> subscribe(Call call) {
    if (!call.hasSubscribe()) {
      return Optional.of("Expecting 'subscribe' to be present");
    }
    String outer = call.getFrameworkId().getValue();
    String inner = call.getSubscribe().getFrameworkInfo().getId().getValue();
    return outer.equals(inner)
        ? Optional.empty()
        : Optional.of("'framework_id' differs from 'subscribe.framework_info.id'");
  }
}
