package io.herald.minimesos.http;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.herald.minimesos.codec.MessageFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Whole answers, with the headers that Mesos gives them. */
public final class HttpReplies {

  /** Mesos doesn't bother to compress less. */
  private static final int LEAST_TO_COMPRESS = 1024;

  private HttpReplies() {}

  /** A sentence for whoever asked wrongly. */
  public static HttpResponse text(HttpStatus status, String text) {
    return HttpResponse.of(status, MediaType.PLAIN_TEXT_UTF_8, text);
  }

  /** Why a request isn't done. */
  static HttpResponse refusal(RefusedException refused) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(refused.status())
            .set(HttpHeaderNames.CONTENT_TYPE, MediaType.PLAIN_TEXT_UTF_8.toString());
    refused
        .challenge()
        .ifPresent(challenge -> headers.set(HttpHeaderNames.WWW_AUTHENTICATE, challenge));
    return HttpResponse.of(headers.build(), HttpData.ofUtf8(refused.getMessage()));
  }

  public static HttpResponse wrongMethod(HttpMethod expected, HttpMethod received) {
    String text =
        "405 Method Not Allowed. Expecting one of { '"
            + expected
            + "' }, but received '"
            + received
            + "'.";
    return HttpResponse.of(
        ResponseHeaders.of(
            HttpStatus.METHOD_NOT_ALLOWED,
            HttpHeaderNames.CONTENT_TYPE,
            MediaType.PLAIN_TEXT_UTF_8,
            HttpHeaderNames.ALLOW,
            expected),
        HttpData.ofUtf8(text));
  }

  /** 202: taken, which is not done. */
  public static HttpResponse accepted() {
    return empty(HttpStatus.ACCEPTED);
  }

  public static HttpResponse empty(HttpStatus status) {
    return HttpResponse.of(ResponseHeaders.of(status), HttpData.empty());
  }

  /** 307 to a place without a scheme, as Mesos does. */
  public static HttpResponse redirect(String location) {
    return HttpResponse.of(
        ResponseHeaders.of(HttpStatus.TEMPORARY_REDIRECT, HttpHeaderNames.LOCATION, location),
        HttpData.empty());
  }

  public static HttpResponse message(MessageFormat format, byte[] body) {
    return HttpResponse.of(
        ResponseHeaders.of(HttpStatus.OK, HttpHeaderNames.CONTENT_TYPE, format.mediaType()),
        HttpData.wrap(body));
  }

  public static HttpResponse message(MessageFormat format, Message message) {
    return message(format, format.encode(message));
  }

  /**
   * A JSON document; compressed if the client accepts that, wrapped in a function call on request.
   */
  public static HttpResponse document(AggregatedHttpRequest request, Query query, String json) {
    String jsonp = query.get("jsonp").orElse("");
    byte[] body =
        (jsonp.isEmpty() ? json : jsonp + "(" + json + ")").getBytes(StandardCharsets.UTF_8);
    String type = jsonp.isEmpty() ? "application/json" : "text/javascript";
    String encodings =
        request.headers().get(HttpHeaderNames.ACCEPT_ENCODING, "").toLowerCase(Locale.ROOT);
    if (encodings.contains("gzip") && body.length >= LEAST_TO_COMPRESS) {
      return HttpResponse.of(
          ResponseHeaders.of(
              HttpStatus.OK,
              HttpHeaderNames.CONTENT_TYPE,
              type,
              HttpHeaderNames.CONTENT_ENCODING,
              "gzip"),
          HttpData.wrap(gzip(body)));
    }
    return HttpResponse.of(
        ResponseHeaders.of(HttpStatus.OK, HttpHeaderNames.CONTENT_TYPE, type), HttpData.wrap(body));
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException("memory can always be written to", e);
    }
    return packed.toByteArray();
  }
}
