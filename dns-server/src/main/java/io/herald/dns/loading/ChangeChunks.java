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

  /** Contributions of a piece. */
  private static final int PIECE = 256;

  /**
   * Records of a piece, nearly: few enough for two pieces to be a small part of the young
   * generation, since what is under way when that is collected is taken for something that stays.
   */
  private static final int RECORDS = 2048;

  /**
   * A piece is at least this part of what went before it: where all of a change has one name, each
   * piece writes that name's records anew, and there must not be ever more pieces.
   */
  private static final int PART = 128;

  /** The same of its records. */
  private static final int PART_OF_RECORDS = 512;

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
    Pieces in = new Pieces(added);
    List<Contribution> entering = in.next();
    while (in.hasNext()) {
      List<Contribution> piece = entering;
      CompletableFuture<Void> applied =
          CompletableFuture.runAsync(() -> step.accept(List.of(), piece), thread);
      entering = nextDuring(applied, in);
    }
    Pieces out = new Pieces(removed);
    do {
      step.accept(out.next(), entering);
      entering = List.of();
    } while (out.hasNext());
  }

  private static List<Contribution> nextDuring(CompletableFuture<Void> step, Pieces pieces) {
    List<Contribution> piece;
    try {
      piece = pieces.next();
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

  /** One side of a change, piece by piece. For one thread at a time. */
  private static final class Pieces {
    private final Iterator<Contribution> contributions;
    private int before;
    private int recordsBefore;

    private Pieces(Iterable<Contribution> contributions) {
      this.contributions = contributions.iterator();
    }

    private boolean hasNext() {
      return contributions.hasNext();
    }

    /** Empty if there is none left. */
    private List<Contribution> next() {
      List<Contribution> piece = new ArrayList<>();
      int most = Math.max(PIECE, before / PART);
      int mostRecords = Math.max(RECORDS, recordsBefore / PART_OF_RECORDS);
      int records = 0;
      while (piece.size() < most && records < mostRecords && contributions.hasNext()) {
        Contribution contribution = contributions.next();
        piece.add(contribution);
        records += contribution.records().size();
      }
      before += piece.size();
      recordsBefore += records;
      return piece;
    }
  }
}
