package io.herald.certificates;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;

/**
 * A pair as PEM files.
 *
 * @param pair what was written there
 */
public record PemFiles(SelfSigned pair, Path certificate, Path key) {

  /** Writes the pair {@link SelfSigned#named} so as {@code <name>.crt} and {@code <name>.key}. */
  public static PemFiles in(Path folder, String name) throws IOException {
    return SelfSigned.named(name).writeTo(folder);
  }

  static PemFiles write(SelfSigned pair, Path certificate, Path key) throws IOException {
    replace(key, pair.keyPem());
    replace(certificate, pair.certificatePem());
    return new PemFiles(pair, certificate, key);
  }

  /** Writes another pair over these files, each as a whole, the key first. */
  public void replaceWith(SelfSigned other) throws IOException {
    write(other, certificate, key);
  }

  /** TLS of a client that trusts the certificate that was written here. */
  public SSLContext trusted() throws GeneralSecurityException, IOException {
    return pair.trusted();
  }

  /** Puts a text in the place of a file, which is whole at every moment. */
  public static void replace(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, text);
    Files.move(fresh, file, REPLACE_EXISTING, ATOMIC_MOVE);
  }
}
