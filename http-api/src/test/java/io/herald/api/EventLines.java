package io.herald.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;

/** Lines of server-sent events as they come. */
public final class EventLines implements AutoCloseable {

  private final BufferedReader lines;

  EventLines(InputStream from) {
    this.lines = new BufferedReader(new InputStreamReader(from, UTF_8));
  }

  /** The next one; fails at the end of the stream. */
  public String next() {
    try {
      String line = lines.readLine();
      if (line == null) {
        throw new AssertionError("the stream ended");
      }
      return line;
    } catch (IOException e) {
      throw new AssertionError("the stream broke", e);
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
