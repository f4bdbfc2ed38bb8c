package io.herald.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.herald.runtime.threads.Fatal;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Responses of pretty-printed JSON, as a whole or written piece by piece, and of plain text. */
public final class Responses {

  private static final Logger log = LoggerFactory.getLogger(Responses.class);

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int CHUNK = 1 << 16;

  private Responses() {}

  /** Writes a document. */
  @FunctionalInterface
  public interface Document {
    /**
     * Writes it.
     *
     * @throws IOException if the client went away
     */
    void writeTo(JsonGenerator json) throws IOException;
  }

  /** The value as Jackson maps it. */
  public static HttpResponse json(HttpStatus status, Object value) {
    try {
      byte[] text = MAPPER.writer(printer()).writeValueAsBytes(value);
      return HttpResponse.of(status, MediaType.JSON, HttpData.wrap(text));
    } catch (IOException e) {
      throw new UncheckedIOException("maps, lists and text can be written as JSON", e);
    }
  }

  /** Writes the body of a response. */
  @FunctionalInterface
  public interface BodyStream {
    /**
     * Writes it.
     *
     * @throws IOException if the client went away
     */
    void writeTo(OutputStream to) throws IOException;
  }

  /**
   * A document that may be large: a blocking thread writes it no faster than the client reads, so
   * that it is never in memory as a whole. Few are sent to one client at a time, further ones wait
   * for these, and one that isn't read is given up.
   */
  public static HttpResponse streamed(ServiceRequestContext context, Document document) {
    return streamed(
        context,
        ResponseHeaders.of(HttpStatus.OK, HttpHeaderNames.CONTENT_TYPE, MediaType.JSON.toString()),
        to -> {
          try (JsonGenerator json = MAPPER.createGenerator(to)) {
            json.setPrettyPrinter(printer());
            document.writeTo(json);
          }
        });
  }

  /**
   * The same for a body of any form. One that can't be finished is cut off, so that no client takes
   * a part for the whole.
   */
  public static HttpResponse streamed(
      ServiceRequestContext context, ResponseHeaders headers, BodyStream body) {
    LongDocuments documents = LongDocuments.of(context);
    // A slow client may take its time; the idle time-out of the connection stays.
    context.clearRequestTimeout();
    HttpResponseWriter writer = HttpResponse.streaming();
    documents.send(
        context,
        () -> {
          if (!writer.isOpen()) {
            return; // the client went away before its turn
          }
          writer.write(headers);
          try (OutputStream to =
              new BufferedOutputStream(new Sink(writer, documents.patience()), CHUNK)) {
            body.writeTo(to);
          } catch (IOException e) {
            log.debug("{}: the client closed the connection", context.path(), e);
            writer.close(e);
          } catch (Throwable e) { // whatever it is, the client must not wait for ever
            log.error("{}: the document failed", context.path(), e);
            writer.close(e);
            Fatal.escalate(e);
          }
          writer.close();
        });
    return writer;
  }

  /** A line or more of plain text. */
  public static HttpResponse text(HttpStatus status, String text) {
    return HttpResponse.of(
        status, MediaType.PLAIN_TEXT_UTF_8, HttpData.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static DefaultPrettyPrinter printer() {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    return new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
  }

  /** Blocks until the client has taken each piece. */
  private static final class Sink extends OutputStream {
    private final HttpResponseWriter writer;
    private final Duration patience;

    private Sink(HttpResponseWriter writer, Duration patience) {
      this.writer = writer;
      this.patience = patience;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return;
      }
      if (!writer.tryWrite(HttpData.copyOf(bytes, offset, length))) {
        throw new IOException("the connection was closed");
      }
      try {
        writer.whenConsumed().get(patience.toMillis(), MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("the server is closing");
      } catch (TimeoutException e) {
        IOException gone =
            new IOException("the client read nothing for " + patience.toSeconds() + " s", e);
        writer.close(gone); // what is still buffered must not wait as long again
        throw gone;
      } catch (ExecutionException | CancellationException e) {
        throw new IOException("the connection was closed", e);
      }
    }
  }
}
