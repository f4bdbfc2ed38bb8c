package io.herald.catalog.source.mesos.schedule;

import java.io.InputStream;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * Makes requests whose answers count only as long as the stream of their time is up: an answer that
 * comes after it is neither a success nor a failure. What comes of a request is put into the queue.
 * For the source's thread.
 */
final class StreamBoundReads {

  private final MasterReads reads;
  private final ApplyQueue queue;
  private final Clock clock;

  /** How often a stream came or went. */
  private int generation;

  StreamBoundReads(MasterReads reads, ApplyQueue queue, Clock clock) {
    this.reads = reads;
    this.queue = queue;
    this.clock = clock;
  }

  /** A stream came or went: answers to earlier requests are out of date. */
  void streamChanged() {
    generation++;
  }

  /** Gets a document for the request that is due. */
  <T> void get(
      PolledRequest request, String path, MasterReads.Reader<T> reader, Consumer<T> applied) {
    read(request, master -> master.get(path), reader, applied);
  }

  /** Reads what is answered as it comes. */
  <T> void read(
      PolledRequest request,
      MasterReads.Question<InputStream> question,
      MasterReads.Reader<T> reader,
      Consumer<T> applied) {
    request.begin(clock.instant());
    int asked = generation;
    reads.read(
        request.what(),
        question,
        reader,
        answer -> queue.add(() -> answered(request, asked, () -> applied.accept(answer))),
        why -> queue.add(() -> failed(request, asked, why)));
  }

  /** Asks anything. */
  <T> void ask(PolledRequest request, MasterReads.Question<T> question, Consumer<T> applied) {
    request.begin(clock.instant());
    int asked = generation;
    reads.ask(
        request.what(),
        question,
        answer -> queue.add(() -> answered(request, asked, () -> applied.accept(answer))),
        why -> queue.add(() -> failed(request, asked, why)));
  }

  private void answered(PolledRequest request, int asked, Runnable applied) {
    if (asked == generation) {
      request.answered(clock.instant());
      applied.run();
    } else {
      request.outdated();
    }
  }

  private void failed(PolledRequest request, int asked, String why) {
    if (asked == generation) {
      request.failed(clock.instant(), why);
    } else {
      request.outdated();
    }
  }
}
