package io.herald.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

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

  private final RouteGroup group;
  private final List<GroupRoute> routes = new ArrayList<>();
  private final List<GroupRoute> pages = new ArrayList<>();

  Router(RouteGroup group) {
    this.group = group;
  }

  /** A route of that path; {@code {name}} in it is a parameter. */
  public void get(String path, Handler handler) {
    routes.add(new GroupRoute(group, path, false, true, handler));
  }

  /** The same for a JSON document; a client that takes no JSON is answered 406. */
  public void getJson(String path, Handler handler) {
    routes.add(new GroupRoute(group, path, true, true, handler));
  }

  /**
   * A route that answers without the token, if there is one: for load balancers and supervisors,
   * which have none, and for files of a page, which a browser asks for without. It must not
   * disclose anything of a task.
   *
   * @param path without parameters, or with one that names such a file
   */
  public void getWithoutToken(String path, Handler handler) {
    routes.add(new GroupRoute(group, path, false, false, handler));
  }

  /**
   * What browsers get at that path: clients whose Accept header names {@code text/html}. All others
   * get what {@link #get} of this or another group has there, or this too if none has. Answers
   * without the token, as {@link #getWithoutToken}.
   *
   * @param path without parameters
   */
  public void getPage(String path, Handler handler) {
    pages.add(new GroupRoute(group, path, false, false, handler));
  }

  /**
   * Adds all routes of another group's, or none of them.
   *
   * @throws RuntimeException what {@code adding} throws; then none was added
   */
  public void allOrNone(Consumer<Router> adding) {
    Router beside = new Router(group);
    adding.accept(beside);
    routes.addAll(beside.routes);
    pages.addAll(beside.pages);
  }

  List<GroupRoute> routes() {
    return routes;
  }

  List<GroupRoute> pages() {
    return pages;
  }
}
