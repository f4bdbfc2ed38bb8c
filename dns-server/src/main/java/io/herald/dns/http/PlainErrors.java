package io.herald.dns.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.runtime.threads.Fatal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors as Mesos-DNS writes them: one line of plain text, status and phrase. */
final class PlainErrors implements ServerErrorHandler {

  private static final Logger log = LoggerFactory.getLogger(PlainErrors.class);

  @Override
  public @Nullable HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
    // Null: Armeria goes on to renderStatus with the status that the cause stands for.
    if (!(cause instanceof HttpStatusException)) {
      log.error("{} could not be answered", context.path(), cause);
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
    return AggregatedHttpResponse.of(status, MediaType.PLAIN_TEXT_UTF_8, line(status));
  }

  /** The line of the headers' status, with these headers. */
  static HttpResponse response(ResponseHeaders headers) {
    return HttpResponse.of(headers, HttpData.ofUtf8(line(headers.status())));
  }

  private static String line(HttpStatus status) {
    String phrase = status.equals(HttpStatus.NOT_FOUND) ? "Page Not Found" : status.reasonPhrase();
    return status.code() + ": " + phrase;
  }
}
