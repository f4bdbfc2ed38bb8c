package io.herald.benchmarks.dns;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A document of any length, in a file without a name, which goes with the process: that of a
 * million tasks is longer than an array may be.
 */
final class StoredBody {

  private static final int PIECE = 1 << 18;

  private final FileChannel file;

  private StoredBody(FileChannel file) {
    this.file = file;
  }

  /** Writes a document. */
  @FunctionalInterface
  interface Writer {
    void writeTo(OutputStream out) throws IOException;
  }

  static StoredBody of(Writer writer) throws IOException {
    Path path = Files.createTempFile("synthetic-master", "");
    FileChannel file =
        FileChannel.open(
            path,
            Set.of(
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE));
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file), PIECE);
    writer.writeTo(out);
    out.flush();
    return new StoredBody(file);
  }

  long length() throws IOException {
    return file.size();
  }

  /** Copies all of it; any number of threads at a time. */
  void copyTo(OutputStream out) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    for (long at = 0, end = length(); at < end; at += piece.position()) {
      piece.clear();
      if (file.read(piece, at) < 0) {
        throw new IOException("a document of " + end + " bytes ends at " + at);
      }
      out.write(piece.array(), 0, piece.position());
    }
  }
}
