package io.herald.facade.marathon;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
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

/** JSON documents, without a blank between their parts, as Marathon sends them. */
final class MarathonAnswers {

  private static final JsonFactory JSON = new JsonFactory();

  private static final ResponseHeaders HEADERS =
      ResponseHeaders.of(HttpStatus.OK, HttpHeaderNames.CONTENT_TYPE, MediaType.JSON);

  private MarathonAnswers() {}

  /** One that is small. */
  static HttpResponse small(Responses.Document document) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      document.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes what is written", e);
    }
    return HttpResponse.of(HEADERS, HttpData.wrap(bytes.toByteArray()));
  }

  /** One that grows with the cluster: written no faster than the client reads. */
  static HttpResponse streamed(ServiceRequestContext context, Responses.Document document) {
    return Responses.streamed(
        context,
        HEADERS,
        to -> {
          try (JsonGenerator json = JSON.createGenerator(to)) {
            document.writeTo(json);
          }
        });
  }
}
