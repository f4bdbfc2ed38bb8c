package io.herald.facade.consul;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import io.herald.http.ErrorFormat;
import org.jspecify.annotations.Nullable;

/** Errors as Consul writes them: plain text, which its clients put into their logs. */
final class ConsulErrors implements ErrorFormat {

  static final String READ_ONLY =
      "method not allowed: Herald serves what Consul's readers ask for, and takes no registration"
          + " or key; what runs on Mesos is registered already";

  static final String UNKNOWN_PATH =
      "Invalid URL path: not a recognized HTTP API endpoint that Herald serves";

  @Override
  public MediaType contentType() {
    return MediaType.PLAIN_TEXT_UTF_8;
  }

  @Override
  public HttpData body(HttpStatus status, @Nullable String detail) {
    if (detail != null) {
      return HttpData.ofUtf8(detail);
    }
    if (status.equals(HttpStatus.METHOD_NOT_ALLOWED)) {
      return HttpData.ofUtf8(READ_ONLY);
    }
    if (status.equals(HttpStatus.NOT_FOUND)) {
      return HttpData.ofUtf8(UNKNOWN_PATH);
    }
    return HttpData.ofUtf8(status.reasonPhrase());
  }
}
