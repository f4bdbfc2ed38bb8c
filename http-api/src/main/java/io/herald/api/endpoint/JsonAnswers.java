package io.herald.api.endpoint;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.herald.api.json.JsonText;
import io.herald.http.EntityTags;
import io.herald.http.Responses;
import io.herald.runtime.threads.Fatal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
   * @param revision gives that of the services; asked before the document is made
   * @param document makes the document; it may refuse the request
   */
  public static HttpResponse of(
      ApiRequest request, LongSupplier revision, Supplier<JsonText.Writer> document) {
    // What is made is bounded; a slow machine may take longer than a time-out meant for hangs.
    request.context().clearRequestTimeout();
    long asked = System.nanoTime();
    request.counters().begin();
    return HttpResponse.of(
        CompletableFuture.supplyAsync(
                () -> answer(request, revision, document), request.context().blockingTaskExecutor())
            .whenComplete((answer, failure) -> end(request, asked))
            .handle(JsonAnswers::finish));
  }

  private static void end(ApiRequest request, long asked) {
    request.counters().end(request.endpoint().id(), System.nanoTime() - asked);
  }

  /** 200 with the document, or 304. */
  public static HttpResponse answer(
      ApiRequest request, LongSupplier revision, Supplier<JsonText.Writer> document) {
    long asOf = revision.getAsLong();
    byte[] body = JsonText.bytes(document.get());
    String tag = EntityTags.of(body);
    boolean held = request.ifNoneMatch().filter(tags -> EntityTags.matches(tags, tag)).isPresent();
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(held ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
            .set(HttpHeaderNames.ETAG, tag)
            .set(HttpHeaderNames.CACHE_CONTROL, MUST_ASK_AGAIN)
            .setLong(EndpointReply.REVISION, asOf);
    if (held) {
      return HttpResponse.of(headers.build());
    }
    headers.contentType(MediaType.JSON);
    return HttpResponse.of(headers.build(), HttpData.wrap(body));
  }

  /**
   * Answers with a document that is as large as the cluster: it goes out as it is made, no faster
   * than the client reads. It has no tag, which would need all of it.
   *
   * @param revision of the services before the document is begun
   */
  public static HttpResponse streamed(ApiRequest request, long revision, JsonText.Writer document) {
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.JSON)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .setLong(EndpointReply.REVISION, revision)
            .contentLengthUnknown() // or HEAD would say 0 (RFC 9110 §8.6)
            .build();
    if (request.context().method() == HttpMethod.HEAD) {
      return HttpResponse.of(headers);
    }
    long asked = System.nanoTime();
    request.counters().begin();
    return Responses.streamed(
        request.context(),
        headers,
        to -> {
          try (JsonGenerator json = JsonText.generator(to)) {
            document.writeTo(json);
          } finally {
            end(request, asked);
          }
        });
  }

  /** The answer, or the problem document of a refusal; other failures go to the server. */
  public static HttpResponse finish(@Nullable HttpResponse answer, @Nullable Throwable failure) {
    if (failure == null) {
      return requireNonNull(answer, "a handler gives an answer or fails");
    }
    Throwable wrapped = failure instanceof CompletionException ? failure.getCause() : null;
    Throwable cause = wrapped == null ? failure : wrapped;
    if (cause instanceof RefusedRequestException refused) {
      return refused.document().response();
    }
    Fatal.escalate(cause);
    return HttpResponse.ofFailure(cause);
  }
}
