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
    ErrorFormat format = format(headers == null ? "/" : headers.path());
    ResponseHeadersBuilder answer =
        ResponseHeaders.builder(status).contentType(format.contentType());
    if (status.equals(HttpStatus.METHOD_NOT_ALLOWED)) {
      answer.set(HttpHeaderNames.ALLOW, CrossOrigin.METHODS);
    }
    return AggregatedHttpResponse.of(answer.build(), format.body(status, null));
  }

  /** The error of that status; 401 says how to log in. */
  HttpResponse of(HttpStatus status, String path) {
    ErrorFormat format = format(path);
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(status).contentType(format.contentType());
    if (status.equals(HttpStatus.UNAUTHORIZED)) {
      headers.set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"herald\"");
    }
    return HttpResponse.of(headers.build(), format.body(status, null));
  }

  private ErrorFormat format(String path) {
    for (RouteGroup group : groups) {
      if (isBelow(path, group.prefix())) {
        return group.errors();
      }
    }
    return ErrorFormat.PLAIN;
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
