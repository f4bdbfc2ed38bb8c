package io.herald.dns.transfer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.herald.dns.zone.Serial;
import io.herald.dns.zone.ZoneChange;
import io.herald.dns.zone.ZoneListener;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.retry.FailureLog;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the zone's serial over a restart, so that it never goes back for a secondary. The file
 * holds a serial at least as new as any that was ever visible: it is written before a serial is
 * published. While serials follow the clock that is one small write a second at most; a zone that
 * changes faster runs ahead of the clock, and then a stretch of serials is taken at once.
 *
 * <p>A failed write is logged once, and so is the recovery; the zone continues.
 */
public final class SerialFile implements ZoneListener {

  private static final Logger log = LoggerFactory.getLogger(SerialFile.class);

  private static final int STRETCH = 256;
  private static final long MASK = 0xffff_ffffL;

  private final Path file;
  private final Clock clock;

  @GuardedBy("this")
  private long reserved;

  private final FailureLog failures = new FailureLog(log);

  private SerialFile(Path file, Clock clock, long reserved) {
    this.file = file;
    this.clock = clock;
    this.reserved = reserved;
  }

  /**
   * The file at {@code path}, which need not exist yet. One that is empty or garbled, after a crash
   * or on a full disk, is logged and ignored: the serial then comes from the time.
   *
   * @throws IOException if it exists and can't be read; the message says what to do
   */
  public static SerialFile open(Path path, Clock clock) throws IOException {
    try {
      String text = Files.readString(path, US_ASCII).trim();
      long serial = Long.parseLong(text);
      if (serial < 0 || serial > MASK) {
        throw new NumberFormatException();
      }
      return new SerialFile(path, clock, serial);
    } catch (NoSuchFileException e) {
      createFolder(path);
      return new SerialFile(path, clock, -1);
    } catch (NumberFormatException | CharacterCodingException e) {
      log.warn(
          "{}: it holds no serial (a number from 0 to 4294967295); the zone's serial begins at Unix time."
              + " If a secondary has a higher one, write that into the file and restart",
          path);
      return new SerialFile(path, clock, -1);
    } catch (IOException e) {
      throw new IOException(path + ": it can't be read: " + Reason.of(path, e), e);
    }
  }

  private static void createFolder(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IOException(folder + ": it can't be made: " + Reason.of(e), e);
    }
  }

  /** The serial to continue after; empty if there was no file, or no serial in it. */
  public synchronized OptionalLong last() {
    return reserved < 0 ? OptionalLong.empty() : OptionalLong.of(reserved);
  }

  @Override
  public synchronized void advancing(long serial) {
    if (reserved >= 0 && !Serial.isNewer(serial, reserved)) {
      return;
    }
    boolean ahead = Serial.isNewer(serial, clock.instant().getEpochSecond() & MASK);
    long reserving = ahead ? (serial + STRETCH) & MASK : serial;
    try {
      Path written = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(written, reserving + "\n", US_ASCII);
      Files.move(
          written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      reserved = reserving;
      failures.succeeded("{}: the serial is saved again", file);
    } catch (IOException e) {
      failures.failed(
          "{}: the serial can't be saved for a restart: {}; retrying with each new serial",
          file,
          Reason.of(e));
    }
  }

  @Override
  public void changed(long before, ZoneChange change) {}
}
