package io.herald.api.endpoint;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.herald.api.json.JsonText;
import io.herald.api.json.WrittenFields;
import io.herald.api.schema.Schema;
import java.util.List;
import java.util.Optional;

/**
 * Why a request isn't answered as it was meant (RFC 9457): the form of every error below {@code
 * /v2}.
 *
 * @param detail a sentence: what was read, what is wrong with it, what to do
 * @param field the parameter that is at fault; empty if none is
 * @param value of that parameter, as given
 * @param choices keys of which one has to be asked for; empty but with 300
 */
public record ProblemDocument(
    HttpStatus status,
    String detail,
    Optional<String> field,
    Optional<String> value,
    List<String> choices) {

  public static final MediaType MEDIA_TYPE = MediaType.create("application", "problem+json");

  private static final String RETRY_SECONDS = "1";

  public ProblemDocument {
    choices = List.copyOf(choices);
  }

  public ProblemDocument(HttpStatus status, String detail) {
    this(status, detail, Optional.empty(), Optional.empty(), List.of());
  }

  ProblemDocument field(String name, Optional<String> itsValue) {
    return new ProblemDocument(status, detail, Optional.of(name), itsValue, choices);
  }

  /** The same with keys of which one has to be asked for. */
  public ProblemDocument withChoices(List<String> keys) {
    return new ProblemDocument(status, detail, field, value, keys);
  }

  public HttpResponse response() {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(status)
            .contentType(MEDIA_TYPE)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    if (status.equals(HttpStatus.SERVICE_UNAVAILABLE)) {
      headers.set(HttpHeaderNames.RETRY_AFTER, RETRY_SECONDS);
    }
    return HttpResponse.of(headers.build(), HttpData.wrap(body()));
  }

  private byte[] body() {
    return JsonText.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("type", "about:blank");
          json.writeStringField("title", status.reasonPhrase());
          json.writeNumberField("status", status.code());
          json.writeStringField("detail", detail);
          WrittenFields.text(json, "field", field);
          WrittenFields.text(json, "value", value);
          if (!choices.isEmpty()) {
            WrittenFields.texts(json, "choices", choices);
          }
          json.writeEndObject();
        });
  }

  static Schema schema() {
    return Schema.object("Why a request isn't answered as it was meant (RFC 9457).")
        .field("type", Schema.text("about:blank: the status says what sort of problem it is."))
        .field("title", Schema.text("The status' phrase."))
        .field("status", Schema.integer("The status again.", 300, 599))
        .optional("detail", Schema.text("What was read, what is wrong with it, and what to do."))
        .optional("field", Schema.text("The parameter that is at fault, if one is."))
        .optional("value", Schema.text("What the request gave for it."))
        .optional(
            "choices",
            Schema.listOf(
                "With 300: the keys of the services that have this name.",
                Schema.text("Key of a service.")))
        .schema()
        .named("Problem");
  }
}
