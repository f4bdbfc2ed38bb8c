package io.herald.xds;

import io.envoyproxy.controlplane.cache.Resources;
import io.envoyproxy.controlplane.cache.Resources.ResourceType;
import io.envoyproxy.controlplane.cache.Response;
import io.envoyproxy.controlplane.cache.Watch;
import io.envoyproxy.controlplane.cache.WatchCancelledException;
import io.herald.watch.InstanceFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A client's request for resources of one type that waits for its answer: until what the client has
 * is no longer what there is. For the thread of {@link LiveConfig}.
 */
final class OpenRequest {

  private static final String ALL = "*";

  /** How the user agents of all of gRPC's clients begin. */
  private static final String GRPC = "gRPC";

  private final Watch watch;
  private final ResourceType type;
  private final Set<String> names;
  private final Set<String> held;
  private final boolean answerAnyway;
  private final List<CompletableFuture<Long>> waiting = new ArrayList<>();

  /** The version that the client refused; it gets no answer of that version again. */
  private @Nullable String refused;

  private boolean done;

  /**
   * Not answered yet.
   *
   * @param held names that the client has and accepted
   * @param answerAnyway whether the client waits for an answer though it has what there is
   */
  OpenRequest(Watch watch, ResourceType type, Set<String> held, boolean answerAnyway) {
    this.watch = watch;
    this.type = type;
    this.names = new TreeSet<>(watch.request().getResourceNamesList());
    this.held = Set.copyOf(held);
    this.answerAnyway = answerAnyway;
  }

  /** The order in which requests of one stream are answered: what is used before what uses it. */
  int order() {
    return Resources.RESOURCE_TYPES_IN_ORDER.indexOf(type);
  }

  /**
   * Whether it is a proxy's, for all resources. A gRPC client names what it wants; without names it
   * wants nothing any more.
   */
  boolean isForAll() {
    boolean grpc = watch.request().v3Request().getNode().getUserAgentName().startsWith(GRPC);
    return names.contains(ALL) || (names.isEmpty() && !grpc);
  }

  /** Whether nobody waits for it. */
  boolean isOver() {
    return done || watch.isCancelled();
  }

  /** The answer, if there is something to say. */
  Optional<Response> answer(ServiceResources resources) {
    if (isOver()) {
      return Optional.empty();
    }
    VersionedResources found = isForAll() ? resources.all(type) : resources.named(type, names);
    String version = found.version();
    if (refused == null && watch.request().hasErrorDetail()) {
      refused = version;
    }
    boolean has =
        version.equals(watch.request().getVersionInfo()) && found.resources().keySet().equals(held);
    return version.equals(refused) || (has && !answerAnyway)
        ? Optional.empty()
        : Optional.of(
            Response.create(watch.request(), List.copyOf(found.resources().values()), version));
  }

  /** Sends its answer; nobody waits for it any more. */
  void send(Response response) {
    done = true;
    try {
      watch.respond(response);
    } catch (WatchCancelledException e) {
      // The client has asked anew, or gone.
    }
  }

  /** The changes that may give something to say. */
  List<InstanceFilter> concerns() {
    return isForAll()
        ? List.of(InstanceFilter.ALL)
        : names.stream()
            .map(ResourceName::parse)
            .flatMap(Optional::stream)
            .map(ResourceName::filter)
            .distinct()
            .toList();
  }

  /** To be cancelled when it is over. */
  void waitsFor(CompletableFuture<Long> change) {
    waiting.add(change);
  }

  /** Waits for nothing more. */
  void stopWaiting() {
    waiting.forEach(change -> change.cancel(false));
    waiting.clear();
  }
}
