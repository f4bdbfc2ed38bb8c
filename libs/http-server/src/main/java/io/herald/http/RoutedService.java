package io.herald.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Optional;

/** What a path answers: one route, and beside it perhaps another for browsers. Immutable. */
final class RoutedService implements HttpService {

  private final Optional<GroupRoute> plain;
  private final Optional<GroupRoute> page;

  /**
   * @param plain for every client, or for those that are no browsers
   * @param page for browsers; at least one of the two is there
   */
  RoutedService(Optional<GroupRoute> plain, Optional<GroupRoute> page) {
    this.plain = plain;
    this.page = page;
  }

  /** The route that answers a request; empty: 404. */
  Optional<GroupRoute> route(RequestHeaders request) {
    return page.isPresent() && wantsPage(request) ? page : plain;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    GroupRoute route =
        route(request.headers()).orElseThrow(() -> HttpStatusException.of(HttpStatus.NOT_FOUND));
    HttpResponse response = route.handler().answer(context);
    return page.isEmpty() || plain.isEmpty()
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
