package io.herald.etcd;

import com.google.protobuf.ByteString;
import io.herald.etcd.messages.Compare;
import io.herald.etcd.messages.Compare.CompareResult;
import io.herald.etcd.messages.Compare.CompareTarget;

/** A condition of a transaction. Immutable. */
public final class EtcdCompare {

  /** How the key's fact stands to the given one. */
  public enum Is {
    EQUAL(CompareResult.EQUAL),
    NOT_EQUAL(CompareResult.NOT_EQUAL),
    GREATER(CompareResult.GREATER),
    LESS(CompareResult.LESS);

    private final CompareResult wire;

    Is(CompareResult wire) {
      this.wire = wire;
    }
  }

  private final Compare wire;

  private EtcdCompare(Compare wire) {
    this.wire = wire;
  }

  private static Compare.Builder of(String key, CompareTarget target, Is is) {
    return Compare.newBuilder().setKey(Keys.bytes(key)).setTarget(target).setResult(is.wire);
  }

  /** How often the key was written since it was made; 0: there is none. */
  public static EtcdCompare version(String key, Is is, long version) {
    return new EtcdCompare(of(key, CompareTarget.VERSION, is).setVersion(version).build());
  }

  /** The revision at which the key was made; 0: there is none. */
  public static EtcdCompare createRevision(String key, Is is, long revision) {
    return new EtcdCompare(of(key, CompareTarget.CREATE, is).setCreateRevision(revision).build());
  }

  /** The revision at which the key was written last; 0: there is none. */
  public static EtcdCompare modRevision(String key, Is is, long revision) {
    return new EtcdCompare(of(key, CompareTarget.MOD, is).setModRevision(revision).build());
  }

  /** The key's value; of a key that isn't there, no comparison holds. */
  public static EtcdCompare value(String key, Is is, ByteString value) {
    return new EtcdCompare(of(key, CompareTarget.VALUE, is).setValue(value).build());
  }

  /** The key's lease; 0: it has none, or there is no such key. */
  public static EtcdCompare lease(String key, Is is, long lease) {
    return new EtcdCompare(of(key, CompareTarget.LEASE, is).setLease(lease).build());
  }

  /** There is no such key. */
  public static EtcdCompare absent(String key) {
    return createRevision(key, Is.EQUAL, 0);
  }

  Compare wire() {
    return wire;
  }
}
