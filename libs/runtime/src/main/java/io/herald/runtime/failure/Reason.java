package io.herald.runtime.failure;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Why something failed, as a clause that stands behind a colon ({@code PATH: it can't be read:
 * REASON}). Java's exceptions keep it to themselves at times: the message of a {@link
 * FileSystemException} is only a path, that of a refused connection is {@code null}.
 */
public final class Reason {

  /** Longer chains of causes than this are circles. */
  private static final int DEEPEST = 20;

  private Reason() {}

  /** Why it failed; never empty, and without the name of a Java class. */
  public static String of(Throwable failure) {
    Throwable shown = unwrapped(failure);
    for (Throwable cause = shown; cause != null; cause = next(cause)) {
      if (cause instanceof UnresolvedAddressException) {
        return "the host name does not resolve here";
      }
      if (cause instanceof UnknownHostException) {
        return unknownHost(cause.getMessage());
      }
    }
    if (shown instanceof FileSystemException file) {
      return ofFileSystem(file);
    }
    String known = known(shown);
    return known != null ? known : inWords(shown);
  }

  /**
   * Why a file can't be used, with a remedy where there is one. The sentence does not name the
   * file.
   */
  public static String of(Path file, IOException failure) {
    if (Files.isDirectory(file)) {
      return "it is a folder; name a file in it";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied; allow the user \""
          + System.getProperty("user.name")
          + "\" to access it";
    }
    if (failure instanceof CharacterCodingException) {
      return "it is not UTF-8 text; convert it";
    }
    if (failure instanceof NoSuchFileException || failure instanceof FileNotFoundException) {
      return "there is no such file; check the path";
    }
    return of(failure);
  }

  private static Throwable unwrapped(Throwable failure) {
    Throwable shown = failure;
    for (int depth = 0; depth < DEEPEST; depth++) {
      Throwable cause = shown.getCause();
      boolean wraps =
          shown instanceof CompletionException
              || shown instanceof ExecutionException
              || shown instanceof java.io.UncheckedIOException;
      if (!wraps || cause == null) {
        return shown;
      }
      shown = cause;
    }
    return shown;
  }

  private static @Nullable Throwable next(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == failure ? null : cause;
  }

  private static String unknownHost(@Nullable String message) {
    // "name: Name or service not known", "name: Temporary failure in name resolution", or the name
    if (message == null || message.isBlank()) {
      return "the host name does not resolve here";
    }
    int colon = message.indexOf(": ");
    String host = colon < 0 ? message : message.substring(0, colon);
    return host.contains(" ") ? message : "the host name \"" + host + "\" does not resolve here";
  }

  private static String ofFileSystem(FileSystemException failure) {
    String other = failure.getReason();
    if (failure instanceof NoSuchFileException) {
      return "there is no such file or folder";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "it exists already";
    }
    if (failure instanceof DirectoryNotEmptyException) {
      return "the folder is not empty";
    }
    if (failure instanceof NotDirectoryException) {
      return "it is not a folder";
    }
    if (failure instanceof FileSystemLoopException) {
      return "its symbolic links form a loop";
    }
    return other == null || other.isBlank() ? inWords(failure) : lowerCaseFirst(other);
  }

  private static @Nullable String known(Throwable failure) {
    String message = failure.getMessage();
    if (failure instanceof ConnectException) {
      return message == null || message.startsWith("Connection refused")
          ? "connection refused"
          : lowerCaseFirst(message);
    }
    if (failure instanceof NoRouteToHostException) {
      return "there is no route to the host";
    }
    if (failure instanceof HttpConnectTimeoutException) {
      return "the connection was not made in time";
    }
    if (failure instanceof HttpTimeoutException
        || failure instanceof SocketTimeoutException
        || failure instanceof TimeoutException) {
      return "no answer came in time";
    }
    if (failure instanceof ClosedChannelException) {
      return "the connection was closed";
    }
    if (failure instanceof EOFException) {
      return "it ended too early";
    }
    return message == null ? null : ofTlsOrHttp(message);
  }

  /** The JDK tells these by its own classes and parsers. */
  private static @Nullable String ofTlsOrHttp(String message) {
    if (message.contains("PKIX path building failed")) {
      return "its certificate is signed by no authority that is trusted here";
    }
    if (message.startsWith("Unrecognized SSL message")
        || message.startsWith("Unsupported or unrecognized SSL message")) {
      return "it does not speak TLS";
    }
    if (message.contains("header parser received no bytes")) {
      return "it closed the connection without an answer; it may speak https";
    }
    return null;
  }

  private static String inWords(Throwable failure) {
    String message = failure.getMessage();
    boolean usable =
        message != null
            && !message.isBlank()
            && !(failure instanceof FileSystemException file && message.equals(file.getFile()));
    if (usable && failure.getCause() != null && message.equals(failure.getCause().toString())) {
      return of(failure.getCause());
    }
    if (usable) {
      return message;
    }
    if (failure.getCause() != null && failure.getCause() != failure) {
      return of(failure.getCause());
    }
    String name = failure.getClass().getSimpleName().replaceFirst("(Exception|Error)$", "");
    String words = name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    return words.isBlank() ? "the cause is unknown" : words;
  }

  private static String lowerCaseFirst(String sentence) {
    boolean word = sentence.length() > 1 && Character.isLowerCase(sentence.charAt(1));
    return word ? Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1) : sentence;
  }
}
