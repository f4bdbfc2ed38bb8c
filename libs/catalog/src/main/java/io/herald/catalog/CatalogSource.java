package io.herald.catalog;

/** Something that keeps a portion of the catalog true, in the background, until it is closed. */
public interface CatalogSource extends AutoCloseable {

  /** Begins to follow; returns at once. Trouble is retried, reported and never thrown from here. */
  void start();

  SourceStatus status();

  /** Stops following. What the catalog holds stays. Safe to call twice. */
  @Override
  void close();
}
