package io.herald.api.endpoint;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.herald.api.json.JsonText;
import io.herald.runtime.threads.Fatal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Answers with a JSON document that a blocking thread makes, so that what is large costs no event
 * loop. A client that holds the document already gets 304 in its place.
 */
public final class JsonAnswers {

  private static final String MUST_ASK_AGAIN = "no-cache";

  private JsonAnswers() {}

  /**
   * Answers a request.
   *
   * @param revision of the services, taken before the document is made
   * @param document makes the document; it may refuse the request
   */
  public static HttpResponse of(
      ApiRequest request, long revision, Supplier<JsonText.Writer> document) {
    // What is made is bounded; a slow machine may take longer than a time-out meant for hangs.
    request.context().clearRequestTimeout();
    return HttpResponse.of(
        CompletableFuture.supplyAsync(
                () -> answer(request, revision, document), request.context().blockingTaskExecutor())
            .handle(JsonAnswers::finish));
  }

  /** 200 with the document, or 304. */
  public static HttpResponse answer(
      ApiRequest request, long revision, Supplier<JsonText.Writer> document) {
    byte[] body = JsonText.bytes(document.get());
    String tag = EntityTags.of(body);
    boolean held = request.ifNoneMatch().filter(tags -> EntityTags.matches(tags, tag)).isPresent();
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(held ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
            .set(HttpHeaderNames.ETAG, tag)
            .set(HttpHeaderNames.CACHE_CONTROL, MUST_ASK_AGAIN)
            .setLong(EndpointReply.REVISION, revision);
    if (held) {
      return HttpResponse.of(headers.build());
    }
    headers.contentType(MediaType.JSON);
    return HttpResponse.of(headers.build(), HttpData.wrap(body));
  }

  /** The answer, or the problem document of a refusal; other failures go to the server. */
  public static HttpResponse finish(HttpResponse answer, Throwable failure) {
    if (failure == null) {
      return answer;
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof RefusedRequestException refused) {
      return refused.document().response();
    }
    Fatal.escalate(cause);
    return HttpResponse.ofFailure(cause);
  }
}
