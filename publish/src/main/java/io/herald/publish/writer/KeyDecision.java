package io.herald.publish.writer;

import com.google.protobuf.ByteString;
import io.herald.publish.writer.PresentKeys.PresentKey;
import org.jspecify.annotations.Nullable;

/** What is to be done about one key. */
enum KeyDecision {
  NOTHING,
  PUT,
  DELETE,
  /** It is somebody else's, and stays. */
  FOREIGN;

  /**
   * A pure function.
   *
   * @param wanted its value; null: there must be no such key
   * @param present null: there is none
   * @param lease that it must have
   */
  static KeyDecision of(@Nullable ByteString wanted, @Nullable PresentKey present, long lease) {
    if (present == null) {
      return wanted == null ? NOTHING : PUT;
    }
    if (!present.isOwn()) {
      return wanted == null ? NOTHING : FOREIGN;
    }
    if (wanted == null) {
      return DELETE;
    }
    return wanted.equals(present.value()) && present.lease() == lease ? NOTHING : PUT;
  }
}
