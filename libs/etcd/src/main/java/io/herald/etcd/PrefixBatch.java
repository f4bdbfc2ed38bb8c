package io.herald.etcd;

import java.util.List;

/**
 * What has changed below a prefix, in one piece.
 *
 * @param revision of the cluster up to which the keys are known with this
 * @param puts keys that are new or were written again, each once, as they are now
 * @param deletes keys that are gone
 * @param complete whether all keys are known with this. Until the first time, what isn't told may
 *     be there; pieces of a later reading are told as they come, and are complete with the last
 */
public record PrefixBatch(
    long revision, List<EtcdEntry> puts, List<String> deletes, boolean complete) {

  public PrefixBatch {
    puts = List.copyOf(puts);
    deletes = List.copyOf(deletes);
  }
}
