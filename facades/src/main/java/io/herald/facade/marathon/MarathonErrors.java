package io.herald.facade.marathon;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import io.herald.http.ErrorFormat;
import org.jspecify.annotations.Nullable;

/** Errors as Marathon writes them: an object with a message. */
final class MarathonErrors implements ErrorFormat {

  static final String READ_ONLY =
      "Herald shows what runs, and deploys nothing; send changes to the framework itself";

  private static final JsonMapper JSON = new JsonMapper();

  @Override
  public MediaType contentType() {
    return MediaType.JSON;
  }

  @Override
  public HttpData body(HttpStatus status, @Nullable String detail) {
    String message =
        detail != null
            ? detail
            : status.equals(HttpStatus.METHOD_NOT_ALLOWED) ? READ_ONLY : status.reasonPhrase();
    return HttpData.ofUtf8(JSON.createObjectNode().put("message", message).toString());
  }

  static HttpResponse of(HttpStatus status, String message) {
    return HttpResponse.of(status, MediaType.JSON, new MarathonErrors().body(status, message));
  }
}
