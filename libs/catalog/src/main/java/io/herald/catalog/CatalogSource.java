package io.herald.catalog;

import java.util.List;

/** Something that keeps a partition of the catalog true, in the background, until it is closed. */
public interface CatalogSource extends AutoCloseable {

  /** Begins to follow; returns at once. Trouble is retried, reported and never thrown from here. */
  void start();

  /**
   * Serves the snapshot of an earlier run until the source has one of its own; then only the
   * difference is a change. Call before {@link #start}.
   */
  void restore(SourceSnapshot snapshot);

  SourceStatus status();

  /**
   * The items skipped most recently because they could not be read, the latest last; at most 1000.
   */
  List<SkippedItem> skipped();

  /** Stops following. What the catalog holds stays. Safe to call twice. */
  @Override
  void close();
}
