package io.herald.xds;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.SortedMap;

/**
 * Resources of one type by their names, and the version of them all: a digest, so that servers
 * which know the same say the same. Immutable.
 */
record VersionedResources(SortedMap<String, Message> resources, String version) {

  private static final int VERSION_BYTES = 16;

  /** These, with their version. */
  static VersionedResources of(SortedMap<String, Message> resources) {
    MessageDigest digest = sha256();
    resources.forEach(
        (name, resource) -> {
          digest.update(name.getBytes(UTF_8));
          digest.update((byte) 0);
          digest.update(resource.toByteArray());
        });
    return new VersionedResources(
        Collections.unmodifiableSortedMap(resources),
        HexFormat.of().formatHex(digest.digest(), 0, VERSION_BYTES));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has it", e);
    }
  }
}
