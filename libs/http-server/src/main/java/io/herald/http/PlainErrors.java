package io.herald.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import org.jspecify.annotations.Nullable;

/**
 * One line of plain text, status and phrase. Clients of Mesos-DNS know these lines to the byte, its
 * own phrase for 404 among them, so no detail is added.
 */
final class PlainErrors implements ErrorFormat {

  @Override
  public MediaType contentType() {
    return MediaType.PLAIN_TEXT_UTF_8;
  }

  @Override
  public HttpData body(HttpStatus status, @Nullable String detail) {
    String phrase = status.equals(HttpStatus.NOT_FOUND) ? "Page Not Found" : status.reasonPhrase();
    return HttpData.ofUtf8(status.code() + ": " + phrase);
  }
}
