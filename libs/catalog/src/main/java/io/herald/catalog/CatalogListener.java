package io.herald.catalog;

/** Gets the snapshot once, as a batch of additions, and then every change, in order. */
@FunctionalInterface
public interface CatalogListener {

  /**
   * Called by one thread at a time, in the order of the numbers. A listener that throws is logged
   * and goes on getting batches; it must not block.
   */
  void onBatch(ChangeBatch batch);
}
