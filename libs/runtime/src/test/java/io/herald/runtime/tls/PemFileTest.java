package io.herald.runtime.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys in every form that OpenSSL writes, and what is told of files that hold none. */
class PemFileTest {

  @TempDir private Path folder;

  private PemFile file(String content) throws Exception {
    Path path = folder.resolve("some.pem");
    Files.writeString(path, content, ISO_8859_1);
    return new PemFile("--key-file", path.toString());
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + what
        + "-----\n";
  }

  private static KeyPair ec(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void aKeyInPkcs8IsRead(String algorithm) throws Exception {
    KeyPair keys = KeyPairGenerator.getInstance(algorithm).generateKeyPair();

    PrivateKey read = file(pem("PRIVATE KEY", keys.getPrivate().getEncoded())).privateKey();

    assertThat(PemFile.belongTogether(keys.getPublic(), read)).isTrue();
  }

  @Test
  void anRsaKeyInPkcs1IsReadWhateverStandsBeforeIt() throws Exception {
    KeyPair keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    byte[] pkcs8 = keys.getPrivate().getEncoded();
    // 26 bytes of PKCS#8 stand before the key itself (RFC 5208 §5, lengths of two bytes).
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);

    PrivateKey read = file("Bag Attributes: é\n" + pem("RSA PRIVATE KEY", pkcs1)).privateKey();

    assertThat(read.getEncoded()).isEqualTo(pkcs8);
  }

  @ParameterizedTest
  @CsvSource({
    "secp256r1, 06082a8648ce3d030107, 32",
    "secp384r1, 06052b81040022, 48",
    "secp521r1, 06052b81040023, 66"
  })
  void anEcKeyInSec1IsRead(String curve, String oid, int bytes) throws Exception {
    KeyPair keys = ec(curve);
    byte[] number =
        ((java.security.interfaces.ECPrivateKey) keys.getPrivate()).getS().toByteArray();
    byte[] padded = new byte[bytes];
    int from = Math.max(0, number.length - bytes);
    System.arraycopy(number, from, padded, bytes - (number.length - from), number.length - from);
    // ECPrivateKey (RFC 5915 §3): version, key, [0] the curve, and no public key.
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(HexFormat.of().parseHex("020101"));
    content.write(0x04);
    content.write(bytes);
    content.writeBytes(padded);
    byte[] curveId = HexFormat.of().parseHex(oid);
    content.write(0xa0);
    content.write(curveId.length);
    content.writeBytes(curveId);
    ByteArrayOutputStream sec1 = new ByteArrayOutputStream();
    sec1.write(0x30);
    sec1.write(content.size());
    sec1.writeBytes(content.toByteArray());

    PrivateKey read = file(pem("EC PRIVATE KEY", sec1.toByteArray())).privateKey();

    assertThat(PemFile.belongTogether(keys.getPublic(), read)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'', holds no private key in PEM (-----BEGIN PRIVATE KEY-----)",
    "c2VjcmV0, holds no private key in PEM (-----BEGIN PRIVATE KEY-----)",
    "PRIVATE KEY, 'holds a private key that is not whole, or of none of [RSA, EC, Ed25519]'",
    "RSA PRIVATE KEY, 'holds a private key that is not whole, or of none of [RSA, EC, Ed25519]'",
    "EC PRIVATE KEY, 'holds a private key that is not whole, or of none of [RSA, EC, Ed25519]'",
    "ENCRYPTED PRIVATE KEY, holds an encrypted key; decrypt it"
  })
  void whatIsNoKeyIsToldWithTheFileAndNotPrinted(String what, String sentence) throws Exception {
    PemFile file =
        file(what.endsWith("KEY") ? pem(what, new byte[] {0x30, 0x7f, 's', 'e', 'c'}) : what);
    assertThatThrownBy(file::privateKey)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--key-file \""
                + file.path()
                + "\" "
                + sentence
                + "; make one with: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
  }

  @Test
  void aTruncatedKeyOfAnyLengthIsASentence() throws Exception {
    byte[] pkcs8 = ec("secp256r1").getPrivate().getEncoded();
    for (int length = 0; length < pkcs8.length; length++) {
      for (String what : new String[] {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"}) {
        PemFile file = file(pem(what, Arrays.copyOf(pkcs8, length)));
        assertThatThrownBy(file::privateKey)
            .as("%d bytes as %s", length, what)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("--key-file \"");
      }
    }
  }

  @Test
  void aFileThatIsMissingAFolderOrHoldsNoCertificateIsToldWithItsRemedy() throws Exception {
    assertThatThrownBy(new PemFile("--cert-file", folder + "/none.pem")::certificates)
        .hasMessage(
            "--cert-file \""
                + folder
                + "/none.pem\" can't be read: there is no such file; check the path");
    assertThatThrownBy(new PemFile("--key-file", folder.toString())::privateKey)
        .hasMessage(
            "--key-file \"" + folder + "\" can't be read: it is a folder; name a file in it");
    assertThatThrownBy(file("")::certificates)
        .hasMessageEndingWith("some.pem\" holds no certificate; it must be PEM");
    assertThatThrownBy(file("nothing")::certificates)
        .hasMessageContaining("some.pem\" holds no certificate");
  }
}
