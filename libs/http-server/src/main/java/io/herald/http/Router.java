package io.herald.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.HashSet;
import java.util.Set;

/**
 * Takes the routes of a {@link RouteGroup}. All of them are read-only: they answer GET and HEAD.
 * Used by one thread, before the server starts.
 */
public final class Router {

  /** Answers a request. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Answers on one of the server's event loops; what may block belongs on the context's blocking
     * executor.
     *
     * @throws com.linecorp.armeria.server.HttpStatusException for an error in the group's format
     */
    HttpResponse answer(ServiceRequestContext context);
  }

  private final ServerBuilder server;
  private final Set<String> withoutToken = new HashSet<>();

  Router(ServerBuilder server) {
    this.server = server;
  }

  /** A route of that path; {@code {name}} in it is a parameter. */
  public void get(String path, Handler handler) {
    server.route().get(path).build((context, request) -> handler.answer(context));
  }

  /** The same for a JSON document; a client that takes no JSON is answered 406. */
  public void getJson(String path, Handler handler) {
    server
        .route()
        .get(path)
        .produces(MediaType.JSON)
        .build((context, request) -> handler.answer(context));
  }

  /**
   * A route for load balancers and supervisors, which have no token: it must not disclose anything
   * of a task.
   *
   * @param path without parameters
   */
  public void getWithoutToken(String path, Handler handler) {
    withoutToken.add(path);
    get(path, handler);
  }

  Set<String> withoutToken() {
    return Set.copyOf(withoutToken);
  }
}
