package io.herald.services;

/** Gets everything once, as a batch of additions, and then every change, in order. */
@FunctionalInterface
public interface ServiceListener {

  /**
   * Called by one thread at a time, in the order of the revisions. A listener that throws is logged
   * and keeps getting batches; it must not block.
   *
   * @param now everything as it is after the batch; valid during the call alone
   */
  void onBatch(ServiceBatch batch, ServicesView now);
}
