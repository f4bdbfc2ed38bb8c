package io.herald.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.runtime.threads.Threads;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What {@code /v2/watch} tells, event by event, as {@code curl -N} would show it. */
final class WatchedChanges implements AutoCloseable {

  /**
   * One event.
   *
   * @param kind {@code snapshot}, {@code added}, {@code changed}, {@code removed}
   * @param data its JSON
   */
  record Event(String kind, String data) {}

  private final InputStream stream;
  private final List<Event> events = new CopyOnWriteArrayList<>();

  /** Watches from now on. */
  WatchedChanges(HttpClient http, URI watch) {
    try {
      this.stream =
          http.send(
                  HttpRequest.newBuilder(watch).build(), HttpResponse.BodyHandlers.ofInputStream())
              .body();
    } catch (IOException e) {
      throw new UncheckedIOException("GET " + watch + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    Threads.daemon("demo-watch", this::read).start();
  }

  /** In server-sent events a line {@code event:} precedes its {@code data:}. */
  private void read() {
    String kind = "";
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event:")) {
          kind = line.substring("event:".length()).strip();
        } else if (line.startsWith("data:")) {
          events.add(new Event(kind, line.substring("data:".length()).strip()));
        }
      }
    } catch (IOException e) {
      events.add(new Event("cut", String.valueOf(e.getMessage())));
    }
  }

  /** Whether an event of that kind holds the text. */
  boolean told(String kind, String text) {
    return events.stream()
        .anyMatch(event -> event.kind().equals(kind) && event.data().contains(text));
  }

  /** Kinds of the events so far, in order. */
  List<String> kinds() {
    return events.stream().map(Event::kind).toList();
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
