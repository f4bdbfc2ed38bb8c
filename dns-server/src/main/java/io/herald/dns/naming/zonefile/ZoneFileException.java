package io.herald.dns.naming.zonefile;

/** A master file that can't be used; the message names file and line and says what to write. */
public final class ZoneFileException extends Exception {

  private static final long serialVersionUID = 1L;

  ZoneFileException(String message) {
    super(message);
  }

  ZoneFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
