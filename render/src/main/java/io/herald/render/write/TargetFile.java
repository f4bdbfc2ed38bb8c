package io.herald.render.write;

import static java.util.Objects.requireNonNull;

import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that other programs read while it is replaced: they find the old or the new content,
 * whole. The new content is written to a file beside it, synced, and renamed over it; mode, owner
 * and group stay as they were. Where a rename is impossible as the file itself is a mount point (a
 * single file that is mounted into a container), it is overwritten in place. A symbolic link stays
 * one: what it leads to is replaced. For one thread.
 */
public final class TargetFile {

  private static final Logger log = LoggerFactory.getLogger(TargetFile.class);

  /** Puts one file in another's place. */
  @FunctionalInterface
  interface Mover {
    void move(Path from, Path to) throws IOException;
  }

  private final Path target;
  private final Set<PosixFilePermission> newMode;
  private final Mover mover;
  private boolean toldInPlace;

  /**
   * A file, there or not.
   *
   * @param newMode of a file that isn't there yet
   */
  public TargetFile(Path target, Set<PosixFilePermission> newMode) {
    this(
        target,
        newMode,
        (from, to) ->
            Files.move(
                from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
  }

  TargetFile(Path target, Set<PosixFilePermission> newMode, Mover mover) {
    this.target = requireNonNull(target, "target");
    this.newMode = Set.copyOf(newMode);
    this.mover = requireNonNull(mover, "mover");
  }

  /** As the configuration names it. */
  public Path path() {
    return target;
  }

  /** Its content; empty if there is no such file. */
  public Optional<byte[]> read() throws IOException {
    try {
      return Optional.of(Files.readAllBytes(target));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Writes new content beside the file, where it can be judged.
   *
   * @throws IOException if it can't be written, or the file's owner or mode can't be kept
   */
  public StagedFile stage(byte[] content) throws IOException {
    return stage(content, "new");
  }

  /** Writes something that belongs to new content beside the file. */
  public StagedFile stage(byte[] content, String what) throws IOException {
    Path place = place();
    Path folder = requireNonNull(place.getParent(), "an absolute file has a folder");
    if (Files.notExists(folder)) {
      throw new IOException(
          "the folder " + folder + " isn't there; make it, or name another target");
    }
    Path staged = Files.createTempFile(folder, prefix(place) + what + "-", ".tmp");
    boolean whole = false;
    try {
      write(staged, content, StandardOpenOption.TRUNCATE_EXISTING);
      takeOver(place, staged);
      whole = true;
      return new StagedFile(staged);
    } finally {
      if (!whole) {
        Files.deleteIfExists(staged);
      }
    }
  }

  /**
   * Puts staged content in the file's place.
   *
   * @throws IOException if it can't be; the file is as it was, or, if it is overwritten in place,
   *     may be damaged, which the next rendering mends
   */
  public void commit(StagedFile staged) throws IOException {
    Path place = place();
    try {
      mover.move(staged.path(), place);
    } catch (FileSystemException e) {
      if (!isBusy(e) || !Files.exists(place)) {
        throw e;
      }
      if (!toldInPlace) {
        toldInPlace = true;
        log.info(
            "{}: it is a mount point and can't be replaced; it is overwritten in place", target);
      }
      write(place, Files.readAllBytes(staged.path()));
    }
    syncFolder(requireNonNull(place.getParent(), "an absolute file has a folder"));
  }

  /** Removes what an earlier process that was killed left beside the file. */
  public void removeLeftovers() {
    try {
      Path place = place();
      Path folder = requireNonNull(place.getParent(), "an absolute file has a folder");
      try (DirectoryStream<Path> left =
          Files.newDirectoryStream(
              folder,
              file -> {
                String name = String.valueOf(file.getFileName());
                return name.startsWith(prefix(place)) && name.endsWith(".tmp");
              })) {
        for (Path file : left) {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException e) {
      log.debug("{}: its folder isn't there, so nothing is left in it", target);
    } catch (IOException e) {
      log.warn(
          "{}: what an earlier run may have left beside it can't be removed: {}",
          target,
          Reason.of(e));
    }
  }

  private static String prefix(Path place) {
    return "." + place.getFileName() + ".herald-";
  }

  /** What is written: the end of all symbolic links. */
  private Path place() throws IOException {
    return Files.exists(target) ? target.toRealPath() : target;
  }

  private static boolean isBusy(FileSystemException failure) {
    String reason = failure.getReason();
    return reason != null && reason.contains("busy");
  }

  private void takeOver(Path place, Path staged) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(staged, PosixFileAttributeView.class);
    if (!Files.exists(place)) {
      view.setPermissions(newMode);
      return;
    }
    PosixFileAttributes kept = Files.readAttributes(place, PosixFileAttributes.class);
    PosixFileAttributes now = view.readAttributes();
    if (!kept.owner().equals(now.owner()) || !kept.group().equals(now.group())) {
      try {
        view.setGroup(kept.group());
        view.setOwner(kept.owner());
      } catch (IOException e) {
        throw new IOException(
            "its owner "
                + kept.owner().getName()
                + ":"
                + kept.group().getName()
                + " can't be kept ("
                + Reason.of(e)
                + "); run Herald as that user, or give the file to the user that Herald runs as",
            e);
      }
    }
    // Last: a change of the owner takes set-id bits away, and nobody else may read it until then.
    view.setPermissions(kept.permissions());
  }

  private static void write(Path file, byte[] content, StandardOpenOption... options)
      throws IOException {
    StandardOpenOption[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = StandardOpenOption.WRITE;
    try (FileChannel channel = FileChannel.open(file, all)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.truncate(content.length);
      channel.force(true);
    }
  }

  /** So that the rename outlives a loss of power. */
  private static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
