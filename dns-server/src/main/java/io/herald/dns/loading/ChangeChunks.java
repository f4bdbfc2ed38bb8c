package io.herald.dns.loading;

import io.herald.dns.record.Contribution;
import io.herald.runtime.threads.Fatal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * Cuts a change into pieces, so that a first snapshot is never in memory as records. All is put in
 * before anything is taken out, so that a name that stays is answered throughout; what fits into
 * one piece is one change. While another thread puts one piece in, the caller makes the next one;
 * no piece is under way any more when the caller is back, whatever failed.
 */
final class ChangeChunks {

  /** Small enough for what one piece is made of to stay in the processor's caches. */
  private static final int PIECE = 256;

  /**
   * A piece is at least this part of what went before it: where all of a change has one name, each
   * piece writes that name's records anew, and there must not be ever more pieces.
   */
  private static final int PART = 128;

  private final Executor thread;

  /**
   * @param thread puts pieces in, one at a time
   */
  ChangeChunks(Executor thread) {
    this.thread = thread;
  }

  /**
   * Gives {@code step} one piece after the other, and returns when all are through, or one failed.
   *
   * @param step takes contributions out and puts others in; one call at a time
   */
  void apply(
      Iterable<Contribution> removed,
      Iterable<Contribution> added,
      BiConsumer<List<Contribution>, List<Contribution>> step) {
    Iterator<Contribution> in = added.iterator();
    List<Contribution> entering = next(in, 0);
    int entered = entering.size();
    while (in.hasNext()) {
      List<Contribution> piece = entering;
      CompletableFuture<Void> applied =
          CompletableFuture.runAsync(() -> step.accept(List.of(), piece), thread);
      entering = nextDuring(applied, in, entered);
      entered += entering.size();
    }
    Iterator<Contribution> out = removed.iterator();
    int left = 0;
    do {
      List<Contribution> leaving = next(out, left);
      left += leaving.size();
      step.accept(leaving, entering);
      entering = List.of();
    } while (out.hasNext());
  }

  private static List<Contribution> nextDuring(
      CompletableFuture<Void> step, Iterator<Contribution> contributions, int before) {
    List<Contribution> piece;
    try {
      piece = next(contributions, before);
    } catch (RuntimeException | Error failure) {
      try {
        await(step);
      } catch (RuntimeException | Error another) {
        failure.addSuppressed(another);
      }
      throw failure;
    }
    await(step);
    return piece;
  }

  private static void await(CompletableFuture<Void> step) {
    try {
      step.join();
    } catch (CompletionException e) {
      Fatal.escalate(e);
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      } else if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static List<Contribution> next(Iterator<Contribution> contributions, int before) {
    List<Contribution> piece = new ArrayList<>();
    int most = Math.max(PIECE, before / PART);
    while (piece.size() < most && contributions.hasNext()) {
      piece.add(contributions.next());
    }
    return piece;
  }
}
