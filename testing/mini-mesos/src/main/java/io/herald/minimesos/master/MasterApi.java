package io.herald.minimesos.master;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import io.herald.minimesos.http.ApiHandler;
import io.herald.minimesos.http.HttpReplies;
import io.herald.minimesos.http.Logins;
import io.herald.minimesos.http.Query;
import io.herald.minimesos.http.RefusedException;
import io.herald.minimesos.json.V0Json;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a master answers whether it leads or not: the leader serves, another redirects to it, and
 * without a leader there is 503. For the cluster's thread.
 */
public final class MasterApi implements ApiHandler {

  private static final String PREFIX = "/master";
  private static final Set<String> LED =
      Set.of(
          "/api/v1",
          "/api/v1/scheduler",
          "/state",
          "/state-summary",
          "/slaves",
          "/frameworks",
          "/tasks",
          "/flags");

  private final Supplier<Optional<Master>> own;
  private final Supplier<Optional<String>> leader;
  private final Logins logins;

  /**
   * @param own the master that answers, while it leads
   * @param leader {@code host:port} of whoever leads
   * @param logins of those that the leader serves; whoever is sent elsewhere isn't asked
   */
  public MasterApi(
      Supplier<Optional<Master>> own, Supplier<Optional<String>> leader, Logins logins) {
    this.own = own;
    this.leader = leader;
    this.logins = logins;
  }

  @Override
  public HttpResponse serve(AggregatedHttpRequest request) {
    Query query = new Query(request.path());
    String path = path(request.path());
    switch (path) {
      case "/version" -> {
        return HttpReplies.document(request, query, V0Json.print(Documents.version()));
      }
      case "/health" -> {
        return HttpReplies.empty(HttpStatus.OK);
      }
      case "/redirect" -> {
        return redirect("");
      }
      default -> {
        if (!LED.contains(path)) {
          throw RefusedException.notFound();
        }
      }
    }
    Optional<Master> leading = own.get();
    return leading.isPresent()
        ? leading.get().serve(path, query, request, logins.principal(request, realm(path)))
        : redirect(PREFIX + path + query);
  }

  private static String realm(String path) {
    return switch (path) {
      case "/api/v1" -> "mesos-master-readwrite";
      case "/api/v1/scheduler" -> "mesos-master-scheduler";
      default -> "mesos-master-readonly";
    };
  }

  private HttpResponse redirect(String rest) {
    return leader
        .get()
        .map(address -> HttpReplies.redirect("//" + address + rest))
        .orElseThrow(
            () -> new RefusedException(HttpStatus.SERVICE_UNAVAILABLE, "No leader elected"));
  }

  /** Without query, trailing slash and the master's own name. */
  private static String path(String full) {
    int mark = full.indexOf('?');
    String path = mark < 0 ? full : full.substring(0, mark);
    if (path.length() > 1 && path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return path.startsWith(PREFIX + "/") ? path.substring(PREFIX.length()) : path;
  }
}
