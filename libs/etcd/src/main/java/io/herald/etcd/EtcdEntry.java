package io.herald.etcd;

import com.google.protobuf.ByteString;
import io.herald.etcd.messages.KeyValue;

/**
 * A key with what it holds.
 *
 * @param key UTF-8; bytes that aren't are {@code \xNN}
 * @param value its bytes
 * @param createRevision when it was made; smaller is earlier
 * @param modRevision when it was written last
 * @param version how often it was written since it was made
 * @param lease with whose end it ends; 0: none
 */
public record EtcdEntry(
    String key, ByteString value, long createRevision, long modRevision, long version, long lease) {

  static EtcdEntry of(KeyValue kv) {
    return new EtcdEntry(
        Keys.text(kv.getKey()),
        kv.getValue(),
        kv.getCreateRevision(),
        kv.getModRevision(),
        kv.getVersion(),
        kv.getLease());
  }

  /** The value as text; what isn't UTF-8 is U+FFFD. */
  public String text() {
    return value.toStringUtf8();
  }
}
