package io.herald.facade.consul;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.http.Responses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON with the headers that Consul's clients read. */
final class ConsulAnswers {

  /** Answers about more instances than this are written piece by piece, on another thread. */
  private static final int SMALL = 200;

  private static final JsonFactory JSON = new JsonFactory();

  private ConsulAnswers() {}

  /** An answer that has an index. */
  static HttpResponse of(
      ServiceRequestContext context,
      ConsulQuery query,
      long index,
      int instances,
      Responses.Document document) {
    ResponseHeaders headers = headers(HttpStatus.OK, index);
    return instances > SMALL
        ? Responses.streamed(
            context,
            headers,
            to -> {
              try (JsonGenerator json = JSON.createGenerator(to)) {
                write(json, query, document);
              }
            })
        : HttpResponse.of(headers, HttpData.wrap(bytes(query, document)));
  }

  /** An answer that has none: of the agent, of what never changes. */
  static HttpResponse plain(ConsulQuery query, Responses.Document document) {
    return HttpResponse.of(
        ResponseHeaders.of(HttpStatus.OK, HttpHeaderNames.CONTENT_TYPE, MediaType.JSON),
        HttpData.wrap(bytes(query, document)));
  }

  /** That there is no such key. */
  static HttpResponse noKey() {
    return HttpResponse.of(headers(HttpStatus.NOT_FOUND, 1));
  }

  private static ResponseHeaders headers(HttpStatus status, long index) {
    return ResponseHeaders.builder(status)
        .contentType(MediaType.JSON)
        .add("X-Consul-Index", Long.toString(index))
        .add("X-Consul-KnownLeader", "true")
        .add("X-Consul-LastContact", "0")
        .add("X-Consul-Effective-Consistency", "leader")
        .build();
  }

  private static byte[] bytes(ConsulQuery query, Responses.Document document) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      write(json, query, document);
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes what is written", e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, ConsulQuery query, Responses.Document document)
      throws IOException {
    if (query.pretty()) {
      DefaultIndenter lines = new DefaultIndenter("    ", "\n");
      json.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines));
    }
    document.writeTo(json);
  }
}
