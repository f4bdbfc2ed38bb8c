package io.herald.benchmarks.dns;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate for 127.0.0.1 and its key as PEM files, made anew by the JDK's own keytool (EC,
 * P-256).
 */
record TlsFiles(Path certificate, Path key) {

  private static final String ALIAS = "herald";

  /** Protects nothing: the key store is gone before anybody could read it. */
  private static final String PASSWORD = "benchmark";

  static TlsFiles in(Path folder) throws IOException {
    Path store = folder.resolve("tls.p12");
    Files.deleteIfExists(store);
    Commands.run(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-alias",
        ALIAS,
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=ip:127.0.0.1",
        "-storetype",
        "PKCS12",
        "-storepass",
        PASSWORD,
        "-keystore",
        store.toString());
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      return new TlsFiles(
          pem(folder.resolve("tls.crt"), "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded()),
          pem(
              folder.resolve("tls.key"),
              "PRIVATE KEY",
              keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IOException(store + ": the key pair can't be read back", e);
    } finally {
      Files.deleteIfExists(store);
    }
  }

  private static Path pem(Path file, String what, byte[] der) throws IOException {
    byte[] newline = "\n".getBytes(StandardCharsets.US_ASCII);
    return Files.writeString(
        file,
        "-----BEGIN "
            + what
            + "-----\n"
            + Base64.getMimeEncoder(64, newline).encodeToString(der)
            + "\n-----END "
            + what
            + "-----\n");
  }
}
