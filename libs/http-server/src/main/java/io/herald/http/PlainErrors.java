package io.herald.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import org.jspecify.annotations.Nullable;

/**
 * A line of plain text, status and phrase. Clients of Mesos-DNS know these lines to the byte, its
 * own phrase for 404 among them.
 */
final class PlainErrors implements ErrorFormat {

  private final boolean detailed;

  /**
   * @param detailed whether the detail is added, as a line of its own
   */
  PlainErrors(boolean detailed) {
    this.detailed = detailed;
  }

  @Override
  public MediaType contentType() {
    return MediaType.PLAIN_TEXT_UTF_8;
  }

  @Override
  public HttpData body(HttpStatus status, @Nullable String detail) {
    String phrase = status.equals(HttpStatus.NOT_FOUND) ? "Page Not Found" : status.reasonPhrase();
    return HttpData.ofUtf8(
        status.code() + ": " + phrase + (detailed && detail != null ? "\n" + detail + "\n" : ""));
  }
}
