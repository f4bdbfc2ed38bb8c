package io.herald.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.runtime.threads.Fatal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every error of a server, in the format of the group that the path belongs to; in plain text where
 * no group has it. Immutable.
 */
final class ErrorResponses implements ServerErrorHandler {

  private static final Logger log = LoggerFactory.getLogger(ErrorResponses.class);

  /** Longest prefix first. */
  private final List<RouteGroup> groups;

  ErrorResponses(List<RouteGroup> groups) {
    this.groups =
        groups.stream()
            .sorted(Comparator.comparingInt((RouteGroup group) -> -group.prefix().length()))
            .toList();
  }

  @Override
  public @Nullable HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
    // Null: Armeria goes on to renderStatus with the status that the cause stands for.
    if (!(cause instanceof HttpStatusException)) {
      log.error("the request for {} failed", context.path(), cause);
      Fatal.escalate(cause);
    }
    return null;
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext context,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    Optional<RouteGroup> group = group(headers == null ? "/" : headers.path());
    ErrorFormat format = group.map(RouteGroup::errors).orElse(ErrorFormat.PLAIN);
    ResponseHeadersBuilder answer =
        ResponseHeaders.builder(status).contentType(format.contentType());
    if (status.equals(HttpStatus.METHOD_NOT_ALLOWED)) {
      answer.set(HttpHeaderNames.ALLOW, CrossOrigin.METHODS);
    }
    String detail =
        status.equals(HttpStatus.NOT_FOUND)
            ? group.flatMap(RouteGroup::whereToLook).orElse(null)
            : null;
    return AggregatedHttpResponse.of(answer.build(), format.body(status, detail));
  }

  /**
   * A refusal; 401 says how to log in, 429 when to come again.
   *
   * @param group that the request was meant for; empty: none has its path
   */
  static HttpResponse of(AccessRefusal refusal, Optional<RouteGroup> group) {
    HttpStatus status = refusal.status();
    ErrorFormat format = group.map(RouteGroup::errors).orElse(ErrorFormat.PLAIN);
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(status).contentType(format.contentType());
    if (status.equals(HttpStatus.UNAUTHORIZED)) {
      headers.set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"herald\"");
    } else if (status.equals(HttpStatus.TOO_MANY_REQUESTS)) {
      headers.set(HttpHeaderNames.RETRY_AFTER, "1");
    }
    return HttpResponse.of(headers.build(), format.body(status, refusal.detail()));
  }

  /** The group whose prefix fits the path best. */
  Optional<RouteGroup> group(String path) {
    return groups.stream().filter(group -> isBelow(path, group.prefix())).findFirst();
  }

  private static boolean isBelow(String path, String prefix) {
    if (!path.startsWith(prefix)) {
      return false;
    }
    return prefix.endsWith("/")
        || path.length() == prefix.length()
        || path.charAt(prefix.length()) == '/'
        || path.charAt(prefix.length()) == '?';
  }
}
