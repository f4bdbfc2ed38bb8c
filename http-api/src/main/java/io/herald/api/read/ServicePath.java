package io.herald.api.read;

import com.linecorp.armeria.common.HttpStatus;
import io.herald.api.endpoint.ApiEndpoint;
import io.herald.api.endpoint.ApiRequest;
import io.herald.api.endpoint.EndpointReply;
import io.herald.api.endpoint.ProblemDocument;
import io.herald.api.endpoint.QueryParameter;
import io.herald.api.endpoint.RefusedRequestException;
import io.herald.api.json.ServiceKeyText;
import io.herald.api.schema.Schema;
import io.herald.runtime.text.Printable;
import io.herald.services.instance.ServiceKey;
import io.herald.watch.InstanceFilter;
import io.herald.watch.LiveServices;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The service that a path, or a parameter, names: by its key, or by its name alone. */
public final class ServicePath {

  private static final String KEY = "key";
  private static final int SEGMENT = 2;
  private static final int MOST_CHOICES = 100;

  private static final Schema SCHEMA =
      Schema.text(
          "framework:name, or framework:name:environment, each percent-encoded; or a name alone,"
              + " which stands for the one service that has it.");

  /** The part of a path that is a key. */
  public static final ApiEndpoint.PathParameter PARAMETER =
      new ApiEndpoint.PathParameter(KEY, SCHEMA, "marathon:web");

  /** The key as a parameter of the query. */
  static final QueryParameter<ServiceKeyText.Asked> IN_QUERY =
      new QueryParameter<>("service", SCHEMA, "marathon:web", false, ServiceKeyText::parse);

  private ServicePath() {}

  /** What the replies of such routes are beside their documents. */
  public static ApiEndpoint.Draft declared(ApiEndpoint.Draft draft) {
    return draft
        .replies(EndpointReply.problem(300, "Several services have this name; choose a key."))
        .replies(EndpointReply.problem(404, "There is no such service."))
        .replies(
            EndpointReply.problem(
                503, "There is no such service yet: the sources haven't told all they know."));
  }

  /**
   * The key that the path gives, or that its name stands for.
   *
   * @throws RefusedRequestException 400 if it is no key, 300 or 404 if a name alone isn't one
   *     service's
   */
  public static ServiceKey of(ApiRequest request, LiveServices live) {
    return resolve(asked(request), live);
  }

  /**
   * The instances of the services that the path may mean, whether or not there are any.
   *
   * @throws RefusedRequestException 400 if it is no key
   */
  static InstanceFilter filter(ApiRequest request) {
    ServiceKeyText.Asked asked = asked(request);
    return asked
        .key()
        .map(InstanceFilter::of)
        .orElseGet(() -> InstanceFilter.ALL.withName(asked.name()));
  }

  private static ServiceKeyText.Asked asked(ApiRequest request) {
    String text = request.segment(SEGMENT);
    try {
      return ServiceKeyText.parse(text);
    } catch (IllegalArgumentException e) {
      throw RefusedRequestException.badParameter(
          KEY, Optional.of(text), Optional.ofNullable(e.getMessage()).orElse(""));
    }
  }

  /** The same for what a parameter gave. */
  static ServiceKey resolve(ServiceKeyText.Asked asked, LiveServices live) {
    if (asked.key().isPresent()) {
      return asked.key().get();
    }
    List<ServiceKey> named = named(asked.name(), live);
    if (named.isEmpty()) {
      throw missing("named \"" + Printable.of(asked.name()) + "\"", live);
    }
    if (named.size() > 1) {
      throw new RefusedRequestException(
          new ProblemDocument(
                  HttpStatus.MULTIPLE_CHOICES,
                  "several services are named \""
                      + Printable.of(asked.name())
                      + "\"; ask for one by its key")
              .withChoices(named.stream().map(ServiceKeyText::of).toList()));
    }
    return named.get(0);
  }

  private static List<ServiceKey> named(String name, LiveServices live) {
    InstanceFilter filter = InstanceFilter.ALL.withName(name);
    List<ServiceKey> named = new ArrayList<>();
    for (ServiceKey key : live.services().tailSet(filter.first(), true)) {
      if (filter.isBeyond(key) || named.size() == MOST_CHOICES) {
        break;
      }
      named.add(key);
    }
    return named;
  }

  /** 404, or 503 while it may yet come. */
  static RefusedRequestException missing(ServiceKey key, LiveServices live) {
    return missing("\"" + ServiceKeyText.of(key) + "\"", live);
  }

  private static RefusedRequestException missing(String which, LiveServices live) {
    return live.isComplete()
        ? RefusedRequestException.notFound("there is no service " + which)
        : RefusedRequestException.notYet(
            "there is no service "
                + which
                + " yet; the sources haven't told all they know, so ask again");
  }
}
