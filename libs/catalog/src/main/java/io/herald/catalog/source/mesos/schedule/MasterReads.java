package io.herald.catalog.source.mesos.schedule;

import io.herald.catalog.source.mesos.reading.SnapshotException;
import io.herald.mesos.client.OperatorClient;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.text.Printable;
import io.herald.runtime.threads.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the master in the background, each question with a time limit on the whole of its answer.
 * The outcome is delivered once, on another thread, and not after this is closed. Any thread may
 * call.
 */
public final class MasterReads implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MasterReads.class);

  /** Sentences hold what masters answer, and a name of whatever length. */
  private static final int LONGEST_SENTENCE = 800;

  private final OperatorClient client;
  private final Duration limit;
  private final ExecutorService readers =
      Executors.newCachedThreadPool(Threads.daemons("mesos-read"));

  public MasterReads(OperatorClient client, Duration limit) {
    this.client = client;
    this.limit = limit;
  }

  /** Makes something of an answer's body. */
  @FunctionalInterface
  public interface Reader<T> {
    public T read(InputStream body) throws IOException;
  }

  /** Asks and gives the answer. */
  @FunctionalInterface
  public interface Question<T> {
    public T ask(OperatorClient client) throws IOException;
  }

  /** Gets a document; its reading is cut off at the time limit. */
  public <T> void get(
      String path, Reader<T> reader, Consumer<T> answered, Consumer<String> failed) {
    read("GET " + path, master -> master.get(path), reader, answered, failed);
  }

  /**
   * Asks for what is read as it comes; the reading is cut off at the time limit.
   *
   * @param what for messages: "GET_TASKS"
   */
  public <T> void read(
      String what,
      Question<InputStream> question,
      Reader<T> reader,
      Consumer<T> answered,
      Consumer<String> failed) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    run(
        what,
        answer,
        master -> {
          InputStream body = question.ask(master);
          // An interrupt does not reach a reader on every JDK; closing the body does.
          var unused = answer.whenComplete((read, error) -> close(body, what));
          return reader.read(body);
        },
        answered,
        failed);
  }

  /**
   * Asks anything.
   *
   * @param what for messages: "GET_MASTER"
   */
  public <T> void ask(
      String what, Question<T> question, Consumer<T> answered, Consumer<String> failed) {
    run(what, new CompletableFuture<>(), question, answered, failed);
  }

  private <T> void run(
      String what,
      CompletableFuture<T> answer,
      Question<T> question,
      Consumer<T> answered,
      Consumer<String> failed) {
    var unused =
        answer
            .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (read, error) -> {
                  if (readers.isShutdown()) {
                    return;
                  }
                  if (error == null) {
                    answered.accept(read);
                  } else {
                    failed.accept(sentence(what, error));
                  }
                });
    try {
      readers.execute(
          () -> {
            try {
              answer.complete(question.ask(client));
            } catch (Throwable e) { // whatever it is, the answer must come to an end
              answer.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      log.trace("closed", e);
    }
  }

  private String sentence(String what, Throwable error) {
    if (error instanceof TimeoutException) {
      return what + ": no complete answer within " + limit.toMillis() / 1000.0 + " s";
    }
    boolean ours = error instanceof IOException || error instanceof SnapshotException;
    return ours && error.getMessage() != null
        ? Printable.of(error.getMessage(), LONGEST_SENTENCE)
        : what + ": the answer could not be read: " + reason(error);
  }

  private static String reason(Throwable error) {
    return error instanceof OutOfMemoryError
        ? "not enough memory; give the process more (-Xmx)"
        : Reason.of(error);
  }

  private static void close(InputStream body, String what) {
    try {
      body.close();
    } catch (IOException e) {
      log.debug("closing the answer to {} failed", what, e);
    }
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }
}
