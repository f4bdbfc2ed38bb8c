package io.herald.mesos.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.runtime.failure.Reason;
import io.herald.runtime.retry.FailureLog;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A principal and its secret, as HTTP Basic (RFC 7617). The secret is given, or stands in a file
 * that is read again with each request: a new one is in force without a restart, and while the file
 * can't be read, the last one stays.
 */
public final class PrincipalAndSecret implements Authorization {

  private static final Logger log = LoggerFactory.getLogger(PrincipalAndSecret.class);

  /** A longer file is probably not a secret. */
  private static final int LONGEST = 4096;

  private final String principal;
  private final @Nullable SecretFile file;

  private volatile String secret;

  /** Guarded by this. */
  private final FailureLog failures = new FailureLog(log);

  /** Where a secret is read. */
  private record SecretFile(String setting, Path path) {

    String read() throws IOException {
      try {
        if (Files.size(path) > LONGEST) {
          throw refused("it holds more than " + LONGEST + " bytes; write the secret alone into it");
        }
        String text = Files.readString(path, UTF_8).replaceFirst("\\r?\\n\\z", "");
        if (text.isEmpty()) {
          throw refused("it is empty; write the secret into it");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
          throw refused("it holds more than one line; write the secret alone into it");
        }
        return text;
      } catch (CharacterCodingException e) {
        throw refused("it is not UTF-8 text; convert it");
      } catch (SecretException e) {
        throw e;
      } catch (IOException e) {
        throw refused("it can't be read: " + Reason.of(path, e));
      }
    }

    /** Without a cause: its message could hold what was read. */
    private SecretException refused(String why) {
      return new SecretException(setting + " \"" + path + "\": " + why);
    }
  }

  private static final class SecretException extends IOException {
    SecretException(String sentence) {
      super(sentence);
    }
  }

  private PrincipalAndSecret(String principal, String secret, @Nullable SecretFile file) {
    this.principal = principal;
    this.secret = secret;
    this.file = file;
  }

  public static PrincipalAndSecret of(String principal, String secret) {
    return new PrincipalAndSecret(principal, secret, null);
  }

  /**
   * With a secret that stands alone in a file; a line end behind it doesn't belong to it.
   *
   * @param setting what named the file, for messages
   * @throws IllegalArgumentException with a sentence, if it can't be read now or holds no secret,
   *     or the principal can't log in
   */
  public static PrincipalAndSecret ofFile(String principal, String setting, Path path) {
    if (principal.isEmpty() || principal.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "the principal \"" + principal + "\" can't log in: it must not be empty or hold a colon");
    }
    SecretFile file = new SecretFile(setting, path);
    try {
      return new PrincipalAndSecret(principal, file.read(), file);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @Override
  public String header() {
    if (file != null) {
      readAgain(file);
    }
    return header(secret);
  }

  private String header(String with) {
    String pair = principal + ":" + with;
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  private synchronized void readAgain(SecretFile from) {
    try {
      String now = from.read();
      if (!now.equals(secret)) {
        secret = now;
        log.info("{} \"{}\": the new secret is in force", from.setting(), from.path());
      }
      failures.forget();
    } catch (IOException e) {
      failures.failed("{}; the last secret stays in force", e.getMessage());
    }
  }

  @Override
  public boolean refused(String header) {
    return !header.equals(header()); // it was changed while the request was under way
  }

  @Override
  public String who() {
    return "principal \"" + principal + "\"";
  }

  @Override
  public String remedy() {
    return file == null
        ? "correct the principal or its secret"
        : "correct the principal, or its secret in \"" + file.path() + "\"";
  }

  @Override
  public String toString() {
    return "PrincipalAndSecret[principal=" + principal + ", secret=…]";
  }
}
