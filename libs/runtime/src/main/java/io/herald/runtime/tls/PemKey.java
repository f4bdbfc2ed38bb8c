package io.herald.runtime.tls;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Private keys in PEM (RFC 7468): PKCS#8, and the forms that OpenSSL's older commands write, PKCS#1
 * for RSA (RFC 8017 appendix A.1.2) and SEC 1 for EC (RFC 5915). No message holds a part of a key.
 */
public final class PemKey {

  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN (RSA |EC |ENCRYPTED |)PRIVATE KEY-----(.*?)-----END \\1PRIVATE KEY-----",
          Pattern.DOTALL);
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final int PARAMETERS = 0xa0;

  /** PrivateKeyInfo's version 0 (RFC 5208). */
  private static final byte[] VERSION = {0x02, 0x01, 0x00};

  /** AlgorithmIdentifier of rsaEncryption (RFC 8017 appendix C). */
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  /** The object identifier id-ecPublicKey (RFC 5480). */
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private static final String REMEDY =
      "; make one with: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW";

  private PemKey() {}

  /**
   * The first key of a text.
   *
   * @throws IllegalArgumentException if there is none, or it is encrypted or garbled; the message
   *     goes on from the name of where it was read: {@code holds no ...}
   */
  public static PrivateKey read(String pem) {
    Matcher found = BLOCK.matcher(pem);
    if (!found.find()) {
      throw new IllegalArgumentException(
          "holds no private key in PEM (-----BEGIN PRIVATE KEY-----)" + REMEDY);
    }
    String form = found.group(1).strip();
    String body = found.group(2);
    if (form.equals("ENCRYPTED") || body.contains("ENCRYPTED")) {
      throw new IllegalArgumentException("holds an encrypted key; decrypt it" + REMEDY);
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(body);
      return switch (form) {
        case "RSA" -> of("RSA", element(SEQUENCE, VERSION, RSA, element(OCTET_STRING, der)));
        case "EC" ->
            of(
                "EC",
                element(
                    SEQUENCE,
                    VERSION,
                    element(SEQUENCE, EC, new Der(der).curve()),
                    element(OCTET_STRING, der)));
        default -> ofAny(der);
      };
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "holds a private key that is not whole, or of none of " + ALGORITHMS + REMEDY, e);
    }
  }

  private static PrivateKey ofAny(byte[] pkcs8) throws GeneralSecurityException {
    GeneralSecurityException last = new InvalidKeySpecException("no algorithm was tried");
    for (String algorithm : ALGORITHMS) {
      try {
        return of(algorithm, pkcs8);
      } catch (InvalidKeySpecException e) {
        last = e; // not of this algorithm: the next one
      }
    }
    throw last;
  }

  private static PrivateKey of(String algorithm, byte[] pkcs8) throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }

  private static byte[] element(int tag, byte[]... contents) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : contents) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
    out.write(tag);
    if (length < 128) {
      out.write(length);
    } else if (length < 1 << 16) {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    } else {
      throw new IllegalArgumentException("a key of " + length + " bytes");
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  /** As much of DER as finds the curve in an ECPrivateKey (RFC 5915 §3). */
  private static final class Der {
    private final byte[] bytes;
    private int at;

    Der(byte[] bytes) {
      this.bytes = bytes;
    }

    /** The content of the key's parameters: the curve's object identifier. */
    byte[] curve() {
      enter(SEQUENCE);
      int end = bytes.length;
      while (at < end) {
        int tag = bytes[at++] & 0xff;
        int length = length();
        if (tag == PARAMETERS) {
          return java.util.Arrays.copyOfRange(bytes, at, at + length);
        }
        at += length;
      }
      throw new IllegalArgumentException("the key does not name its curve");
    }

    private void enter(int tag) {
      if (bytes.length < 2 || (bytes[at++] & 0xff) != tag) {
        throw new IllegalArgumentException("not the DER of a key");
      }
      length();
    }

    private int length() {
      if (at >= bytes.length) {
        throw new IllegalArgumentException("the key ends too early");
      }
      int first = bytes[at++] & 0xff;
      int length = first;
      if (first >= 0x80) {
        length = 0;
        for (int i = first & 0x7f; i > 0; i--) {
          if (at >= bytes.length || length > 1 << 20) {
            throw new IllegalArgumentException("the key ends too early");
          }
          length = (length << 8) | (bytes[at++] & 0xff);
        }
      }
      if (length > bytes.length - at) {
        throw new IllegalArgumentException("the key ends too early");
      }
      return length;
    }
  }
}
