package io.herald.mesos.credentials;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.herald.runtime.tls.PemFile;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A certificate that its own key signed, and that key, as PEM files: made by the JDK's keytool, so
 * that nothing in the sources expires.
 */
record SelfSigned(Path certificate, Path key) {

  private static final String PASSWORD = "changeit";

  /**
   * Makes one.
   *
   * @param names as keytool writes them: {@code ip:127.0.0.1,dns:localhost}
   */
  static SelfSigned in(Path folder, String name, String names) throws Exception {
    Path store = Files.createTempDirectory(folder, "store").resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "one",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=" + names,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException("keytool: " + said);
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Key key = keys.getKey("one", PASSWORD.toCharArray());
    return new SelfSigned(
        pem(folder.resolve(name + ".crt"), "CERTIFICATE", keys.getCertificate("one").getEncoded()),
        pem(folder.resolve(name + ".key"), "PRIVATE KEY", key.getEncoded()));
  }

  private static Path pem(Path file, String what, byte[] der) throws Exception {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n");
  }

  PemFile certificateFile() {
    return new PemFile("--cert-file", certificate.toString());
  }

  PemFile keyFile() {
    return new PemFile("--key-file", key.toString());
  }

  /** TLS that shows this certificate and trusts that of another. */
  MesosTls trusting(SelfSigned other, MesosTls.Verification verification) {
    return new MesosTls(
        List.of(new PemFile("--ca-cert-file", other.certificate.toString())),
        Optional.of(certificateFile()),
        Optional.of(keyFile()),
        verification);
  }
}
