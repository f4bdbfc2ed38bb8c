package io.herald.etcd;

import com.google.protobuf.ByteString;

/** Keys' bytes and texts. */
final class Keys {

  /** As the end of a range: every key from the first on. */
  private static final ByteString ALL = ByteString.copyFrom(new byte[] {0});

  private static final ByteString NUL = ALL;

  private Keys() {}

  static ByteString bytes(String key) {
    return ByteString.copyFromUtf8(key);
  }

  /** The first key that doesn't begin so. */
  static ByteString endOf(ByteString prefix) {
    for (int i = prefix.size() - 1; i >= 0; i--) {
      if (prefix.byteAt(i) != (byte) 0xff) {
        return prefix
            .substring(0, i)
            .concat(ByteString.copyFrom(new byte[] {(byte) (prefix.byteAt(i) + 1)}));
      }
    }
    return ALL;
  }

  /** An empty key is none for etcd: a range of all keys starts at NUL. */
  static ByteString startOf(ByteString prefix) {
    return prefix.isEmpty() ? NUL : prefix;
  }

  /** The key right behind this one. */
  static ByteString after(ByteString key) {
    return key.concat(NUL);
  }

  static String text(ByteString key) {
    if (key.isValidUtf8()) {
      return key.toStringUtf8();
    }
    StringBuilder text = new StringBuilder();
    for (byte b : key) {
      if (b > ' ' && b < 127) {
        text.append((char) b);
      } else {
        text.append(String.format("\\x%02x", b & 0xff));
      }
    }
    return text.toString();
  }
}
