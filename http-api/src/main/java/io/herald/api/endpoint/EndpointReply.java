package io.herald.api.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.herald.api.schema.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A reply that a route may give.
 *
 * @param status of HTTP
 * @param meaning when it is given
 * @param mediaType of its body, as in Content-Type; empty if it has none
 * @param schema of the body
 * @param example of the body, as maps, lists and values; text if the body is not JSON
 * @param headers that it has, with their meanings
 */
public record EndpointReply(
    int status,
    String meaning,
    Optional<String> mediaType,
    Optional<Schema> schema,
    Optional<Object> example,
    Map<String, Schema> headers) {

  /** The revision of the services as of which, or later ones, a body is. */
  public static final String REVISION = "Herald-Revision";

  private static final String TAG = "ETag";
  private static final JsonMapper MAPPER = new JsonMapper();

  public EndpointReply {
    headers = Map.copyOf(headers);
  }

  /**
   * 200 with a JSON document.
   *
   * @param example of the document, as JSON
   */
  public static EndpointReply json(String meaning, Schema schema, String example) {
    Map<String, Schema> headers = new LinkedHashMap<>();
    headers.put(
        REVISION,
        Schema.integer(
            "Revision of the services when the request came; the document is no older.", 0));
    headers.put(
        TAG, Schema.text("Of the document before compression, weak; send it in If-None-Match."));
    return new EndpointReply(
        200,
        meaning,
        Optional.of("application/json"),
        Optional.of(schema),
        Optional.of(parsed(example)),
        headers);
  }

  /** This reply without a tag: it isn't made before it is sent. */
  public EndpointReply withoutTag() {
    Map<String, Schema> fewer = new LinkedHashMap<>(headers);
    fewer.remove(TAG);
    return new EndpointReply(status, meaning, mediaType, schema, example, fewer);
  }

  private static Object parsed(String json) {
    try {
      return MAPPER.readValue(json, Object.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the example " + json + " is no JSON", e);
    }
  }

  /** An error with a problem document. */
  public static EndpointReply problem(int status, String meaning) {
    return new EndpointReply(
        status,
        meaning,
        Optional.of(ProblemDocument.MEDIA_TYPE.toString()),
        Optional.of(ProblemDocument.schema()),
        Optional.empty(),
        Map.of());
  }

  /** A reply without a body. */
  public static EndpointReply empty(int status, String meaning) {
    return new EndpointReply(
        status, meaning, Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
  }

  /** The same with one more header. */
  public EndpointReply withHeader(String name, Schema meaning) {
    Map<String, Schema> more = new LinkedHashMap<>(headers);
    more.put(name, meaning);
    return new EndpointReply(status, this.meaning, mediaType, schema, example, more);
  }
}
