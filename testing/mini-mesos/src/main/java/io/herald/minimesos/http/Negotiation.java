package io.herald.minimesos.http;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpStatus;
import io.herald.mesos.codec.MessageFormatException;
import io.herald.minimesos.codec.MessageFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which form a call has and which its answer shall have; refusals in Mesos' words. */
public final class Negotiation {

  private Negotiation() {}

  /**
   * Reads a call by its Content-Type.
   *
   * @throws RefusedException 400 or 415
   */
  public static <M extends Message> M read(AggregatedHttpRequest request, M prototype) {
    String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE);
    if (type == null) {
      throw RefusedException.badRequest("Expecting 'Content-Type' to be present");
    }
    MessageFormat format =
        Arrays.stream(MessageFormat.values())
            .filter(known -> known.mediaType().equals(type))
            .findFirst()
            .orElseThrow(
                () ->
                    new RefusedException(
                        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                        "Expecting 'Content-Type' of application/json or application/x-protobuf"));
    try {
      return format.decode(request.content().array(), prototype);
    } catch (MessageFormatException e) {
      throw RefusedException.badRequest(
          format == MessageFormat.JSON
              ? "Failed to parse body into JSON: " + reason(e)
              : "Failed to parse body into Call protobuf");
    }
  }

  private static String reason(MessageFormatException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage());
  }

  /**
   * The form of the answer: JSON if that is allowed, as the first choice.
   *
   * @throws RefusedException 406 if neither form is
   */
  public static MessageFormat accepted(AggregatedHttpRequest request) {
    List<String> accept = request.headers().getAll(HttpHeaderNames.ACCEPT);
    for (MessageFormat format : List.of(MessageFormat.JSON, MessageFormat.PROTOBUF)) {
      if (accept.isEmpty() || accept.stream().anyMatch(value -> allows(value, format))) {
        return format;
      }
    }
    throw new RefusedException(
        HttpStatus.NOT_ACCEPTABLE,
        "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'");
  }

  private static boolean allows(String accept, MessageFormat format) {
    return Arrays.stream(accept.toLowerCase(Locale.ROOT).split(","))
        .map(range -> range.split(";")[0].strip())
        .anyMatch(
            range ->
                range.equals("*/*")
                    || range.equals("application/*")
                    || range.equals(format.mediaType()));
  }

  /** The value of a header; null if it isn't there. */
  public static @Nullable String header(AggregatedHttpRequest request, String name) {
    return request.headers().get(name);
  }
}
