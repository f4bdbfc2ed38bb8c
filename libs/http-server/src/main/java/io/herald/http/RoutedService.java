package io.herald.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Optional;

/** What a path answers: one route, and beside it perhaps another for browsers. Immutable. */
final class RoutedService implements HttpService {

  private final GroupRoute plain;
  private final Optional<GroupRoute> page;

  /**
   * @param plain for every client, or for those that are no browsers
   * @param page for browsers
   */
  RoutedService(GroupRoute plain, Optional<GroupRoute> page) {
    this.plain = plain;
    this.page = page;
  }

  /** The route that answers a request; empty if none has its path and method. */
  static Optional<GroupRoute> route(ServiceRequestContext context) {
    return Optional.ofNullable(context.config().service().as(RoutedService.class))
        .map(routed -> routed.route(context.request().headers()));
  }

  /** The route that answers a request. */
  GroupRoute route(RequestHeaders request) {
    return page.filter(browsers -> wantsPage(request)).orElse(plain);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    HttpResponse response = route(request.headers()).handler().answer(context);
    return page.isEmpty()
        ? response
        : response.mapHeaders(
            headers ->
                headers.toBuilder()
                    .add(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT.toString())
                    .build());
  }

  /** Whether the client names HTML: a wildcard is no browser's wish. */
  private static boolean wantsPage(RequestHeaders request) {
    float html = 0;
    float text = 0;
    for (MediaType accepted : request.accept()) {
      if (accepted.withoutParameters().equals(MediaType.HTML_UTF_8.withoutParameters())) {
        html = Math.max(html, accepted.qualityFactor());
      } else if (accepted
          .withoutParameters()
          .equals(MediaType.PLAIN_TEXT_UTF_8.withoutParameters())) {
        text = Math.max(text, accepted.qualityFactor());
      }
    }
    return html > 0 && html >= text;
  }
}
