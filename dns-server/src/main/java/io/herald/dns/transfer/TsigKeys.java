package io.herald.dns.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;

/**
 * Shared secrets for TSIG (RFC 8945), by key name. Read from a file of {@code key} statements as
 * {@code tsig-keygen} prints them:
 *
 * <pre>
 * key "transfer" { algorithm hmac-sha256; secret "c2VjcmV0…"; };
 * </pre>
 */
public final class TsigKeys {

  /** No keys at all. */
  public static final TsigKeys NONE = new TsigKeys(Map.of());

  private static final Pattern COMMENT = Pattern.compile("/\\*(?s:.*?)\\*/|(?://|#)[^\\n]*");
  private static final Pattern KEY = Pattern.compile("\\s*key\\s+\"?([^\"\\s{]+)\"?\\s*\\{");
  private static final Pattern FIELD =
      Pattern.compile("\\s*(algorithm|secret)\\s+\"?([^\"\\s;]+)\"?\\s*;");
  private static final Pattern END = Pattern.compile("\\s*\\}\\s*;?");

  private static final Map<String, Name> ALGORITHMS =
      Map.of(
          "hmac-md5", TSIG.HMAC_MD5,
          "hmac-sha1", TSIG.HMAC_SHA1,
          "hmac-sha224", TSIG.HMAC_SHA224,
          "hmac-sha256", TSIG.HMAC_SHA256,
          "hmac-sha384", TSIG.HMAC_SHA384,
          "hmac-sha512", TSIG.HMAC_SHA512);

  private final Map<String, TSIG> keys;

  private TsigKeys(Map<String, TSIG> keys) {
    this.keys = Collections.unmodifiableMap(keys);
  }

  /**
   * The keys of a file.
   *
   * @throws IOException if it can't be read
   * @throws IllegalArgumentException naming file, line and what is wrong; secrets are not in it
   */
  public static TsigKeys read(Path file) throws IOException {
    return read(file, Clock.systemUTC());
  }

  /** The same, by whose clock signatures are made and judged. */
  public static TsigKeys read(Path file, Clock clock) throws IOException {
    return parse(file.toString(), Files.readString(file, UTF_8), clock);
  }

  static TsigKeys parse(String source, String text) {
    return parse(source, text, Clock.systemUTC());
  }

  private static TsigKeys parse(String source, String text, Clock clock) {
    String plain = COMMENT.matcher(text).replaceAll(found -> "\n".repeat(lines(found.group())));
    Map<String, TSIG> keys = new LinkedHashMap<>();
    int at = 0;
    while (!plain.substring(at).isBlank()) {
      Matcher key = KEY.matcher(plain).region(at, plain.length());
      if (!key.lookingAt()) {
        throw malformed(source, plain, at, "a key statement is expected here");
      }
      String name = keyName(source, plain, key);
      Map<String, String> fields = new LinkedHashMap<>();
      at = key.end();
      Matcher field = FIELD.matcher(plain).region(at, plain.length());
      while (field.lookingAt()) {
        if (fields.put(field.group(1), field.group(2)) != null) {
          throw malformed(source, plain, at, field.group(1) + " stands twice in key " + name);
        }
        at = field.end();
        field.region(at, plain.length());
      }
      Matcher end = END.matcher(plain).region(at, plain.length());
      if (!end.lookingAt()) {
        throw malformed(
            source, plain, at, "in key " + name + " only algorithm and secret can stand");
      }
      if (keys.put(name, key(source, plain, key.end(), name, fields, clock)) != null) {
        throw malformed(source, plain, key.start(1), "key " + name + " is there twice");
      }
      at = end.end();
    }
    return new TsigKeys(keys);
  }

  private static String keyName(String source, String plain, Matcher key) {
    try {
      return canonical(Name.fromString(key.group(1), Name.root));
    } catch (TextParseException e) {
      throw malformed(
          source,
          plain,
          key.start(1),
          "\"" + key.group(1) + "\" is not a domain name; the name of a key is one");
    }
  }

  private static TSIG key(
      String source, String plain, int at, String name, Map<String, String> fields, Clock clock) {
    String algorithm = fields.getOrDefault("algorithm", "").toLowerCase(Locale.ROOT);
    Name number = ALGORITHMS.get(algorithm.replace(".sig-alg.reg.int", ""));
    if (number == null) {
      throw malformed(
          source,
          plain,
          at,
          "key "
              + name
              + " has algorithm \""
              + algorithm
              + "\"; choose hmac-sha256 or another of"
              + " hmac-{md5,sha1,sha224,sha384,sha512}");
    }
    byte[] secret;
    try {
      secret = Base64.getDecoder().decode(fields.getOrDefault("secret", ""));
    } catch (IllegalArgumentException e) {
      throw malformed(source, plain, at, "the secret of key " + name + " is not Base64");
    }
    if (secret.length == 0) {
      throw malformed(source, plain, at, "key " + name + " has no secret");
    }
    try {
      return new TSIG(number, Name.fromString(name), new SecretKeySpec(secret, "HMAC"), clock);
    } catch (TextParseException e) {
      throw malformed(source, plain, at, "key " + name + ": " + e.getMessage());
    }
  }

  private static IllegalArgumentException malformed(
      String source, String text, int at, String problem) {
    int skipped = at;
    while (skipped < text.length() && Character.isWhitespace(text.charAt(skipped))) {
      skipped++;
    }
    return new IllegalArgumentException(
        source
            + ":"
            + (lines(text.substring(0, skipped)) + 1)
            + ": "
            + problem
            + "; write key \"NAME\" { algorithm hmac-sha256; secret \"BASE64\"; };");
  }

  private static int lines(String text) {
    return (int) text.chars().filter(c -> c == '\n').count();
  }

  /** The key of that name, in any letter case. */
  public Optional<TSIG> find(Name name) {
    return Optional.ofNullable(keys.get(canonical(name)));
  }

  /** The key of that name as a text, with or without a closing dot; empty if there is none. */
  public Optional<TSIG> find(String name) {
    try {
      return find(Name.fromString(name, Name.root));
    } catch (TextParseException e) {
      return Optional.empty();
    }
  }

  /** The keys' names, lower case, with a closing dot. */
  public Set<String> names() {
    return keys.keySet();
  }

  static String canonical(Name name) {
    return name.toString().toLowerCase(Locale.ROOT);
  }

  /** The names alone: secrets are never printed. */
  @Override
  public String toString() {
    return "TsigKeys" + keys.keySet();
  }
}
