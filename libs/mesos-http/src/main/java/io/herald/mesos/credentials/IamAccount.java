package io.herald.mesos.credentials;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.tls.PemKey;
import io.herald.settings.document.StrictJson;
import io.herald.settings.document.SyntaxException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;

/**
 * A service account of IAM: who logs in where. Never prints its key.
 *
 * @param uid the service account
 * @param key its RSA key
 * @param endpoint of the login, an absolute http or https URI
 */
public record IamAccount(String uid, PrivateKey key, URI endpoint) {

  /**
   * Reads an account.
   *
   * @param privateKey PEM, PKCS #8 or PKCS #1, not encrypted
   * @throws IllegalArgumentException if one of them is empty or malformed; no message holds the key
   */
  public static IamAccount of(String uid, String privateKey, String endpoint) {
    if (uid.isEmpty()) {
      throw new IllegalArgumentException("\"uid\" is empty; write the service account's id");
    }
    URI uri;
    try {
      uri = URI.create(endpoint);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"login_endpoint\" = \"" + endpoint + "\" is not a URI; write https://host/path", e);
    }
    if (uri.getHost() == null
        || !("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
      throw new IllegalArgumentException(
          "\"login_endpoint\" = \""
              + endpoint
              + "\" is not an http address; write https://host/path");
    }
    return new IamAccount(uid, rsaKey(privateKey), uri);
  }

  /**
   * Reads the JSON file of an account: an object with {@code uid}, {@code private_key} and {@code
   * login_endpoint}.
   *
   * @param setting what named the file, for messages
   * @throws IllegalArgumentException if the file can't be used; the message names it and holds no
   *     secret
   */
  static IamAccount ofFile(String setting, Path file) {
    String where = setting + " \"" + file + "\" can't be used: ";
    try {
      JsonNode account = StrictJson.parse(Files.readString(file));
      return of(
          account.path("uid").asText(""),
          account.path("private_key").asText(""),
          account.path("login_endpoint").asText(""));
    } catch (SyntaxException e) {
      throw new IllegalArgumentException(
          where
              + e.place()
              + ": "
              + e.getMessage()
              + "; write an object with uid, private_key and login_endpoint",
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(where + Reason.of(file, e), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + e.getMessage(), e);
    }
  }

  private static PrivateKey rsaKey(String pem) {
    PrivateKey key;
    try {
      key = PemKey.read(pem);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"private_key\" holds no whole, unencrypted RSA key in PEM; write -----BEGIN PRIVATE"
              + " KEY----- and so on, with \\n for its line ends",
          e);
    }
    if (!key.getAlgorithm().equals("RSA")) {
      throw new IllegalArgumentException(
          "\"private_key\" is a key of " + key.getAlgorithm() + "; give one of RSA");
    }
    return key;
  }

  @Override
  public String toString() {
    return "IamAccount[uid=" + uid + ", key=…, endpoint=" + endpoint + "]";
  }
}
