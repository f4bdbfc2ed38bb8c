package io.herald.catalog.saved;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.herald.catalog.Interner;
import io.herald.catalog.SourceSnapshot;
import io.herald.catalog.model.Entity;
import io.herald.catalog.saved.SnapshotFileException.Kind;
import io.herald.proto.snapshot.SnapshotHeader;
import io.herald.proto.snapshot.Source;
import io.herald.runtime.failure.Reason;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A cluster's snapshot as a file: 16 bytes that name the format and its version, a gzip stream of
 * {@code herald/snapshot.proto}, and the SHA-256 of all that. Nothing of a file is used before its
 * checksum has been verified.
 *
 * <p>A file is replaced whole or not at all: it is written beside the old one, forced to the disk
 * and renamed. For one writer at a time.
 */
final class SnapshotFile {

  private static final byte[] MAGIC = "HERALD PICTURE 1".getBytes(US_ASCII);
  private static final int CHECKSUM_BYTES = 32;
  private static final int BUFFER = 1 << 16;

  private SnapshotFile() {}

  /** Compresses fastest; the file is a fourth of its size even so. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  /**
   * Replaces the file; makes its folder if it is missing.
   *
   * @return its length in bytes
   * @throws IOException if it can't be written; the one that was there stays
   */
  static long write(Path file, String cluster, Instant now, List<SourceSnapshot> snapshots)
      throws IOException {
    Path folder = folder(file);
    Files.createDirectories(folder);
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    long length;
    try (FileChannel channel = FileChannel.open(fresh, CREATE, TRUNCATE_EXISTING, WRITE)) {
      MessageDigest digest = sha256();
      OutputStream raw = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
      OutputStream summed = new DigestOutputStream(raw, digest);
      summed.write(MAGIC);
      GZIPOutputStream zipped = new FastGzip(summed);
      OutputStream body = new BufferedOutputStream(zipped, BUFFER);
      writeBody(body, cluster, now, snapshots);
      body.flush();
      zipped.finish();
      raw.write(digest.digest());
      raw.flush();
      channel.force(true);
      length = channel.size();
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel entry = FileChannel.open(folder, READ)) {
      entry.force(true);
    }
    return length;
  }

  private static void writeBody(
      OutputStream body, String cluster, Instant now, List<SourceSnapshot> snapshots)
      throws IOException {
    SnapshotHeader.Builder header =
        SnapshotHeader.newBuilder().setSavedAtMillis(now.toEpochMilli()).setCluster(cluster);
    for (SourceSnapshot snapshot : snapshots) {
      header
          .addSourcesBuilder()
          .setName(snapshot.source())
          .setHeardAtMillis(snapshot.heard().toEpochMilli())
          .setEntities(snapshot.entities().size());
    }
    header.build().writeDelimitedTo(body);
    for (SourceSnapshot snapshot : snapshots) {
      for (Entity entity : snapshot.entities()) {
        EntityCodec.toProto(entity).writeDelimitedTo(body);
      }
    }
  }

  /**
   * Reads a file.
   *
   * @param cluster the one that this process follows
   * @throws java.nio.file.NoSuchFileException if it does not exist
   * @throws IOException if it can't be read
   * @throws SnapshotFileException if it holds no snapshot, or another cluster's
   */
  static List<SourceSnapshot> read(Path file, String cluster, Interner interner)
      throws IOException, SnapshotFileException {
    byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length - CHECKSUM_BYTES;
    if (end < MAGIC.length || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new SnapshotFileException(
          Kind.DAMAGED,
          file + ": it is not a snapshot of version 1: it does not begin with HERALD PICTURE 1");
    }
    MessageDigest digest = sha256();
    digest.update(bytes, 0, end);
    if (!ByteBuffer.wrap(digest.digest()).equals(ByteBuffer.wrap(bytes, end, CHECKSUM_BYTES))) {
      throw new SnapshotFileException(
          Kind.DAMAGED, file + ": its checksum is wrong: it was cut or changed");
    }
    try (InputStream body =
        new GZIPInputStream(
            new ByteArrayInputStream(bytes, MAGIC.length, end - MAGIC.length), BUFFER)) {
      return readBody(file, cluster, interner, body);
    } catch (IOException | IllegalArgumentException e) {
      // The checksum was right: another version of this program wrote it.
      throw new SnapshotFileException(file + ": it can't be read: " + Reason.of(e), e);
    }
  }

  private static List<SourceSnapshot> readBody(
      Path file, String cluster, Interner interner, InputStream body)
      throws IOException, SnapshotFileException {
    SnapshotHeader header = SnapshotHeader.parseDelimitedFrom(body);
    if (header == null) {
      throw new SnapshotFileException(Kind.DAMAGED, file + ": it is empty");
    }
    if (!header.getCluster().equals(cluster)) {
      throw new SnapshotFileException(
          Kind.FOREIGN,
          file
              + ": it is a snapshot of "
              + header.getCluster()
              + "; this server follows "
              + cluster);
    }
    TaskDeduplicator deduplicator = new TaskDeduplicator(interner);
    List<SourceSnapshot> snapshots = new ArrayList<>();
    for (Source source : header.getSourcesList()) {
      List<Entity> entities = new ArrayList<>();
      for (long i = 0; i < source.getEntities(); i++) {
        var message = io.herald.proto.snapshot.Entity.parseDelimitedFrom(body);
        if (message == null) {
          throw new SnapshotFileException(
              Kind.DAMAGED, file + ": it holds " + i + " of " + source.getEntities() + " entities");
        }
        entities.add(deduplicator.deduplicated(EntityCodec.fromProto(message)));
      }
      snapshots.add(
          new SourceSnapshot(
              source.getName(), Instant.ofEpochMilli(source.getHeardAtMillis()), entities));
    }
    return snapshots;
  }

  static Path folder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException(file + " is a folder; name a file in it");
    }
    return folder;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
