package io.herald.api.endpoint;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.HttpResponse;
import io.herald.api.schema.Schema;
import io.herald.http.AccessGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One route: all that the router and the OpenAPI document need of it. Immutable.
 *
 * @param path {@code {name}} in it is the path parameter
 * @param id of the operation, unique: {@code listServices}
 * @param group that it is listed in: {@code services}
 * @param summary a few words
 * @param description sentences
 * @param pathParameter its only one
 * @param parameters of the query; others are refused
 * @param replies that it may give, beside those that every route may
 * @param access whose rules decide who may use it
 */
public record ApiEndpoint(
    String path,
    String id,
    String group,
    String summary,
    String description,
    Optional<PathParameter> pathParameter,
    List<QueryParameter<?>> parameters,
    List<EndpointReply> replies,
    AccessGroup access,
    Handler handler) {

  /** Answers requests whose parameters are declared and could be read. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Answers on an event loop: what reads more than a few entities belongs on the blocking
     * executor of the request's context.
     *
     * @throws RefusedRequestException to answer with a problem document
     */
    HttpResponse answer(ApiRequest request);
  }

  /**
   * The part of the path that a request fills in.
   *
   * @param schema what it may be, before percent-encoding is undone
   */
  public record PathParameter(String name, Schema schema, String example) {}

  public ApiEndpoint {
    parameters = List.copyOf(parameters);
    replies = List.copyOf(replies);
    if (parameters.stream().map(QueryParameter::name).distinct().count() != parameters.size()) {
      throw new IllegalArgumentException(path + ": a parameter is declared twice");
    }
  }

  /** A route to declare. */
  public static Draft get(String path, String id) {
    return new Draft(path, id);
  }

  /** A route in the making; each method changes it and returns it. */
  public static final class Draft {
    private final String path;
    private final String id;
    private String group = "";
    private String summary = "";
    private String description = "";
    private Optional<PathParameter> pathParameter = Optional.empty();
    private final List<QueryParameter<?>> parameters = new ArrayList<>();
    private final List<EndpointReply> replies = new ArrayList<>();
    private AccessGroup access = AccessGroup.API;

    private Draft(String path, String id) {
      this.path = requireNonNull(path, "path");
      this.id = requireNonNull(id, "id");
    }

    public Draft in(String itsGroup) {
      group = itsGroup;
      return this;
    }

    public Draft does(String itsSummary, String itsDescription) {
      summary = itsSummary;
      description = itsDescription;
      return this;
    }

    public Draft at(PathParameter parameter) {
      pathParameter = Optional.of(parameter);
      return this;
    }

    public Draft takes(QueryParameter<?>... more) {
      return takes(List.of(more));
    }

    public Draft takes(List<? extends QueryParameter<?>> more) {
      parameters.addAll(more);
      return this;
    }

    public Draft replies(EndpointReply reply) {
      replies.add(reply);
      return this;
    }

    /** Under the rules of that group; otherwise under those of {@link AccessGroup#API}. */
    public Draft under(AccessGroup group) {
      access = group;
      return this;
    }

    public ApiEndpoint by(Handler handler) {
      return new ApiEndpoint(
          path,
          id,
          group,
          summary,
          description,
          pathParameter,
          parameters,
          replies,
          access,
          requireNonNull(handler, "handler"));
    }
  }
}
