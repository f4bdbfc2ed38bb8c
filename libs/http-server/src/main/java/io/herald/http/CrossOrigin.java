package io.herald.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of other origins may read responses in a browser (CORS, in the Fetch standard): those
 * that {@code httpAllowOrigins} names, none by default. Also answers OPTIONS, the request that a
 * browser sends before one with a token. Immutable.
 */
final class CrossOrigin {

  /** The methods of every path. */
  static final String METHODS = "GET, HEAD, OPTIONS";

  /** Beside those that any page may send. */
  private static final String REQUEST_HEADERS = "Authorization, If-None-Match, Last-Event-ID";

  /** Beside those that any page may read. */
  private static final String RESPONSE_HEADERS = "Allow, ETag, Herald-Revision, Retry-After";

  private static final String EVERY = "*";
  private static final int MAX_AGE_SECONDS = 3600;

  private final List<String> origins;

  CrossOrigin(List<String> origins) {
    this.origins = List.copyOf(origins);
  }

  /** The answer to OPTIONS; null for any other method. */
  @Nullable HttpResponse preflight(HttpRequest request) {
    if (request.method() != HttpMethod.OPTIONS) {
      return null;
    }
    ResponseHeadersBuilder headers = ResponseHeaders.builder(HttpStatus.NO_CONTENT);
    headers.set(HttpHeaderNames.ALLOW, METHODS);
    String allowed = allowed(request);
    if (allowed != null) {
      headers
          .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, allowed)
          .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
          .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS)
          .setInt(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS);
    }
    vary(headers);
    return HttpResponse.of(headers.build());
  }

  /** The response, with the headers that let a page of the request's origin read it, if it may. */
  HttpResponse marked(HttpRequest request, HttpResponse response) {
    String allowed = allowed(request);
    if (allowed == null && origins.isEmpty()) {
      return response;
    }
    return response.mapHeaders(
        headers -> {
          ResponseHeadersBuilder marked = headers.toBuilder();
          if (allowed != null) {
            marked
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, allowed)
                .set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS);
          }
          vary(marked);
          return marked.build();
        });
  }

  /** A cache must not give the response for one origin to another. */
  private void vary(ResponseHeadersBuilder headers) {
    if (!origins.isEmpty() && !origins.contains(EVERY)) {
      AsciiString origin = HttpHeaderNames.ORIGIN;
      headers.add(HttpHeaderNames.VARY, origin.toString());
    }
  }

  private @Nullable String allowed(HttpRequest request) {
    String origin = request.headers().get(HttpHeaderNames.ORIGIN);
    if (origin == null) {
      return null;
    }
    if (origins.contains(EVERY)) {
      return EVERY;
    }
    return origins.stream().anyMatch(origin::equalsIgnoreCase) ? origin : null;
  }
}
