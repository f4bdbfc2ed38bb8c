package io.herald.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Requests with a connection each and any Host header, which the JDK's client doesn't let one
 * choose.
 */
final class PlainHttp {

  private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(30).toMillis();

  private PlainHttp() {}

  /**
   * What was answered.
   *
   * @param headers by their names in lower case
   */
  record Answer(int status, Map<String, String> headers, String body) {

    String header(String name) {
      return headers.getOrDefault(name, "none");
    }
  }

  /**
   * Makes a request.
   *
   * @throws UncheckedIOException that names the server, if it doesn't answer
   */
  static Answer send(InetSocketAddress server, String method, String host, String path) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(server, TIMEOUT_MILLIS);
      String request =
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: "
              + host
              + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return parse(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(server + ": " + e.getMessage(), e);
    }
  }

  static Answer get(InetSocketAddress server, String host, String path) {
    return send(server, "GET", host, path);
  }

  private static Answer parse(String text) throws IOException {
    int end = text.indexOf("\r\n\r\n");
    String[] lines = text.substring(0, Math.max(0, end)).split("\r\n", -1);
    String[] first = lines[0].split(" ", 3);
    if (end < 0 || first.length < 2 || !first[1].matches("\\d{3}")) {
      throw new IOException("the answer is no HTTP, or not whole: \"" + text + "\"");
    }
    Map<String, String> headers = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.put(
            lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).strip());
      }
    }
    return new Answer(Integer.parseInt(first[1]), headers, text.substring(end + 4));
  }
}
