package io.herald.balancer.web;

import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How Marathon-LB calls and numbers servers, so that cookies and statistics go on after a change of
 * the balancer.
 */
public final class ServerName {

  private static final Pattern UNFIT = Pattern.compile("[^A-Za-z0-9-]");
  private static final BigInteger IDS = BigInteger.valueOf(32767);

  private ServerName() {}

  /** {@code ip_port}, with the host before it if that is called otherwise. */
  public static String of(String host, InetAddress address, int port) {
    String ip = address.getHostAddress();
    String text = host.isEmpty() || host.equals(ip) ? ip : host + "_" + ip;
    return UNFIT.matcher(text + "_" + port).replaceAll("_");
  }

  /** The value of the cookie that leads to the server. */
  public static String cookie(String name) {
    return hash("SHA-1", name).substring(0, 10);
  }

  /**
   * The server's number, 1 to 32766.
   *
   * @param taken those of the backend's other servers; this one is added
   */
  public static int id(String name, Set<Integer> taken) {
    String text = name;
    while (true) {
      String digest = hash("SHA-256", text);
      int id = new BigInteger(digest, 16).mod(IDS).intValue();
      if (id != 0 && taken.add(id)) {
        return id;
      }
      text = text + " " + digest;
    }
  }

  /** In lower-case hexadecimal digits. */
  static String hash(String algorithm, String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }
}
