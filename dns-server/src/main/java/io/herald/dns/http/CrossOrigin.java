package io.herald.dns.http;

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
 * Which pages of other origins may read the API from a browser (the Fetch standard's CORS
 * protocol): those that {@code httpAllowOrigins} names, none if it names none. Also answers
 * OPTIONS, by which a browser asks before it sends a token. Immutable.
 */
final class CrossOrigin {

  /** What every path takes. */
  static final String METHODS = "GET, HEAD, OPTIONS";

  private static final String EVERY = "*";
  private static final int ASK_AGAIN_SECONDS = 3600;

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
          .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "Authorization")
          .setInt(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, ASK_AGAIN_SECONDS);
    }
    vary(headers);
    return HttpResponse.of(headers.build());
  }

  /** The same answer, marked as one that a page of the request's origin may read, if so it is. */
  HttpResponse marked(HttpRequest request, HttpResponse response) {
    String allowed = allowed(request);
    if (allowed == null && origins.isEmpty()) {
      return response;
    }
    return response.mapHeaders(
        headers -> {
          ResponseHeadersBuilder marked = headers.toBuilder();
          if (allowed != null) {
            marked.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
          }
          vary(marked);
          return marked.build();
        });
  }

  /** Caches must not give one origin's answer to another. */
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
