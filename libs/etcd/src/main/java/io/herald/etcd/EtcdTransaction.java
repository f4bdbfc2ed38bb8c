package io.herald.etcd;

import com.google.protobuf.ByteString;
import io.herald.etcd.messages.DeleteRangeRequest;
import io.herald.etcd.messages.PutRequest;
import io.herald.etcd.messages.RequestOp;
import io.herald.etcd.messages.TxnRequest;
import java.util.List;

/**
 * Writes that are all done at one revision, or none of them: {@code
 * when(...).put(...).delete(...)}. No key may be written twice in one. Used by one thread.
 */
public final class EtcdTransaction {

  /** As many operations as etcd takes in one by default ({@code --max-txn-ops}). */
  public static final int MOST_OPERATIONS = 128;

  private final TxnRequest.Builder wire = TxnRequest.newBuilder();

  private EtcdTransaction() {}

  /** One that is done if all of these hold. */
  public static EtcdTransaction when(List<EtcdCompare> conditions) {
    EtcdTransaction transaction = new EtcdTransaction();
    conditions.forEach(condition -> transaction.wire.addCompare(condition.wire()));
    return transaction;
  }

  /** One that is done if all of these hold. */
  public static EtcdTransaction when(EtcdCompare... conditions) {
    return when(List.of(conditions));
  }

  /**
   * @param lease with whose end the key ends; 0: none
   */
  public EtcdTransaction put(String key, ByteString value, long lease) {
    wire.addSuccess(
        RequestOp.newBuilder()
            .setRequestPut(
                PutRequest.newBuilder().setKey(Keys.bytes(key)).setValue(value).setLease(lease)));
    return this;
  }

  /** Of a key that isn't there: nothing. */
  public EtcdTransaction delete(String key) {
    wire.addSuccess(
        RequestOp.newBuilder()
            .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(Keys.bytes(key))));
    return this;
  }

  /** How many writes it has. */
  public int size() {
    return wire.getSuccessCount();
  }

  TxnRequest wire() {
    return wire.build();
  }

  /**
   * What became of one.
   *
   * @param succeeded whether its conditions held, and its writes were done
   * @param revision of the cluster then
   */
  public record Result(boolean succeeded, long revision) {}
}
