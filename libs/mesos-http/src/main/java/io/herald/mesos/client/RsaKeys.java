package io.herald.mesos.client;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads RSA keys as IAM accounts have them (RFC 7468, RFC 8017 appendix A.1.2). */
final class RsaKeys {

  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN (RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END \\1?PRIVATE KEY-----");

  /** PrivateKeyInfo's version 0 and algorithm rsaEncryption (RFC 5208, RFC 8017 appendix C). */
  private static final byte[] VERSION_AND_ALGORITHM = {
    0x02,
    0x01,
    0x00,
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;

  private RsaKeys() {}

  /**
   * Reads a key.
   *
   * @throws IllegalArgumentException if there is none that can be read; the message does not hold
   *     the key
   */
  static PrivateKey fromPem(String pem) {
    Matcher found = PEM.matcher(pem);
    if (!found.find()) {
      throw new IllegalArgumentException(
          "\"private_key\" holds no unencrypted RSA key in PEM; write -----BEGIN PRIVATE KEY-----"
              + " and so on, with \\n for its line ends");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(found.group(2));
      byte[] pkcs8 = found.group(1) == null ? der : wrapped(der);
      return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException("\"private_key\" is not a whole RSA key", e);
    }
  }

  /** PKCS #1 in the clothes of PKCS #8. */
  private static byte[] wrapped(byte[] pkcs1) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(VERSION_AND_ALGORITHM);
    content.writeBytes(element(OCTET_STRING, pkcs1));
    return element(SEQUENCE, content.toByteArray());
  }

  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.length;
    if (length < 128) {
      out.write(length);
    } else if (length < 1 << 16) {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    } else {
      throw new IllegalArgumentException("a key of " + length + " bytes");
    }
    out.writeBytes(content);
    return out.toByteArray();
  }
}
