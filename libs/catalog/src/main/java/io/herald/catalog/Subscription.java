package io.herald.catalog;

/** A listener's hold on the catalog. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

  /** No batch is begun after this returns; one that is being delivered may still end. */
  @Override
  void close();
}
